package io.initmigrator.fastpath;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** The program that this process runs. */
public final class ProcessImage {

    /** {@code int execvp(const char *file, char *const argv[])}. */
    private static final FunctionDescriptor EXECVP = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);

    private ProcessImage() {}

    /**
     * Completes the start of a native image, and does nothing on the JVM. Must be called first: with {@code -H:-ParseRuntimeOptions} the
     * image leaves this to the program. Until then signals have C's defaults, so that SIGTERM and SIGPIPE end the process silently.
     */
    public static void begin() {}

    /**
     * Replaces it, as {@code execvp(3)} does: process id, environment and open streams stay. Returns only if that fails.
     *
     * @param command program and arguments, in UTF-8
     */
    @SuppressWarnings("restricted") // the command line enables native access
    static void replace(List<String> command) {
        Linker linker = Linker.nativeLinker();
        MethodHandle execvp = linker.downcallHandle(linker.defaultLookup().findOrThrow("execvp"), EXECVP);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment words = arena.allocate(ADDRESS, command.size() + 1L);
            for (int i = 0; i < command.size(); i++) {
                words.setAtIndex(ADDRESS, i, arena.allocateFrom(command.get(i)));
            }
            words.setAtIndex(ADDRESS, command.size(), MemorySegment.NULL);
            int failed = (int) execvp.invokeExact(words.getAtIndex(ADDRESS, 0), words);
            assert failed == -1;
        } catch (Throwable exception) {
            throw new IllegalStateException("execvp takes a path and a list", exception);
        }
    }
}
