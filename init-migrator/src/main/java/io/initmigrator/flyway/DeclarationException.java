package io.initmigrator.flyway;

/** A script declares in its head what cannot be understood. The message names the script. */
final class DeclarationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    DeclarationException(ScriptHead head, String name, String value, String remedy) {
        super(head.script() + " declares " + name + "=" + value);
        this.remedy = remedy;
    }

    DeclarationException(ScriptHead head, ScriptHead.Comment comment, String name) {
        super(head.script() + ", line " + comment.line() + ", declares " + name
                + ", which means nothing to init-migrator");
        this.remedy = "write one of " + String.join(", ", ScriptHead.NAMES) + ", or take the comment away";
    }

    String remedy() {
        return remedy;
    }
}
