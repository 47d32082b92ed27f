package io.initmigrator;

/** The process: reads the command line, and exits once. */
public final class Main {

    private Main() {}

    /**
     * Prints what commands there are.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        System.out.println("Usage: init-migrator [migrate|wait|status|plan|repair|unlock|guard|maintenance]");
    }
}
