package io.initmigrator.fastpath;

import java.util.List;

/** A command line of the JVM: its program and options, the main class, and the arguments of that class. */
public final class JvmCommand {

    private final List<String> words;
    private final int mainClass;

    /** @param words the whole command line; if it does not name the main class, all of it are arguments */
    public JvmCommand(List<String> words, Class<?> mainClass) {
        this.words = List.copyOf(words);
        this.mainClass = words.indexOf(mainClass.getName());
    }

    /** Arguments of the main class. */
    List<String> arguments() {
        return words.subList(mainClass + 1, words.size());
    }

    /** Becomes the JVM: returns only if that fails, with the message. */
    String exec() {
        if (mainClass < 1) {
            return "the command line does not begin with that of the JVM; start bin/init-migrator";
        }
        ProcessImage.replace(words);
        return "cannot execute " + words.getFirst() + "; check that the file exists and is executable";
    }
}
