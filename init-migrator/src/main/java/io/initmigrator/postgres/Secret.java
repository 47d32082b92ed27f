package io.initmigrator.postgres;

/** A secret value; {@code toString} returns a mask. */
public final class Secret {

    /** Replacement of a masked secret. */
    public static final String MASK = "****";

    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** The value itself. */
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
