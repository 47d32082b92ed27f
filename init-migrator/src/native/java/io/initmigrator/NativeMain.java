package io.initmigrator;

import io.initmigrator.core.StopSignal;
import io.initmigrator.fastpath.FastPath;
import io.initmigrator.fastpath.JvmCommand;
import io.initmigrator.fastpath.ProcessImage;
import java.util.List;

/**
 * Entry point of the native image: answers a start with nothing to do by itself, and becomes the JVM for everything else. Its
 * command line is that of the JVM.
 */
public final class NativeMain {

    private NativeMain() {}

    /**
     * Runs, and exits as {@link Main} does.
     *
     * @param args the JVM's program, its options, {@link Main} and the arguments of {@link Main}
     */
    public static void main(String[] args) {
        ProcessImage.begin();
        StopSignal stopSignal = new StopSignal(Thread.currentThread());
        JvmCommand jvm = new JvmCommand(List.of(args), Main.class);
        Main.exitAfter(new FastPath(jvm, System.getenv(), stopSignal), stopSignal);
    }
}
