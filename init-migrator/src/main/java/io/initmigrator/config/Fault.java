package io.initmigrator.config;

/**
 * One thing wrong with the environment or the command line.
 *
 * @param subject name of the variable, or the word of the command line
 * @param problem what is wrong with it, such as {@code is "soon"}; never with a secret in it
 * @param remedy what to write instead
 */
public record Fault(String subject, String problem, String remedy) {

    public String sentence() {
        return subject + " " + problem + "; " + remedy;
    }
}
