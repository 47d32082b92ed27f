package io.initmigrator.logging;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An exception to be logged, with the messages of its causes masked and truncated. */
record BoundedThrowable(IThrowableProxy thrown, SecretMasker masker) implements IThrowableProxy {

    @Override
    public @Nullable String getMessage() {
        return bounded(thrown.getMessage());
    }

    @Override
    public @Nullable String getOverridingMessage() {
        return bounded(thrown.getOverridingMessage());
    }

    @Override
    public String getClassName() {
        return thrown.getClassName();
    }

    @Override
    public StackTraceElementProxy[] getStackTraceElementProxyArray() {
        return thrown.getStackTraceElementProxyArray();
    }

    @Override
    public int getCommonFrames() {
        return thrown.getCommonFrames();
    }

    @Override
    public @Nullable IThrowableProxy getCause() {
        IThrowableProxy cause = thrown.getCause();
        return cause == null ? null : new BoundedThrowable(cause, masker);
    }

    @Override
    public IThrowableProxy[] getSuppressed() {
        return Arrays.stream(thrown.getSuppressed())
                .map(each -> new BoundedThrowable(each, masker))
                .toArray(IThrowableProxy[]::new);
    }

    @Override
    public boolean isCyclic() {
        return thrown.isCyclic();
    }

    private @Nullable String bounded(@Nullable String text) {
        return text == null ? null : masker.mask(text, MaskingEncoder.MAX_TEXT_LENGTH);
    }
}
