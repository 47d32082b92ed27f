package io.initmigrator.fastpath;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.util.List;
import org.graalvm.nativeimage.VMRuntime;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.nativeimage.c.type.CCharPointerPointer;
import org.graalvm.nativeimage.c.type.CTypeConversion;
import org.graalvm.nativeimage.c.type.CTypeConversion.CCharPointerPointerHolder;

/** {@link ProcessImage} in a native image, where a call of C is compiled instead of linked at run time. */
@TargetClass(ProcessImage.class)
final class NativeProcessImage {

    @Substitute
    public static void begin() {
        VMRuntime.initialize();
    }

    @Substitute
    static void replace(List<String> command) {
        try (CCharPointerPointerHolder words = CTypeConversion.toCStrings(command.toArray(CharSequence[]::new))) {
            Unistd.execvp(words.get().read(), words.get());
        }
    }

    /** Functions of {@code <unistd.h>}. */
    private static final class Unistd {

        @CFunction
        static native int execvp(CCharPointer file, CCharPointerPointer words);
    }
}
