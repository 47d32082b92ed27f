package io.initmigrator.postgres;

/** A value that must not be seen: printing it shows a mask. */
public final class Secret {

    /** What stands in the place of every secret that would be printed. */
    public static final String MASK = "****";

    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** The value itself, for the one who has to send it. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return MASK;
    }
}
