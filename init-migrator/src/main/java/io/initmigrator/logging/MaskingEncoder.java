package io.initmigrator.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;

/** Masks the whole output of another encoder: message, facts, exception messages and stack traces. */
final class MaskingEncoder extends EncoderBase<ILoggingEvent> {

    /** Characters of a message, of a fact and of an exception's message. */
    static final int MAX_TEXT_LENGTH = 16_000;

    private final EncoderBase<ILoggingEvent> inner;
    private final SecretMasker masker;

    MaskingEncoder(EncoderBase<ILoggingEvent> inner, SecretMasker masker) {
        this.inner = inner;
        this.masker = masker;
    }

    @Override
    public void start() {
        inner.setContext(getContext());
        inner.start();
        super.start();
    }

    @Override
    public byte[] headerBytes() {
        return inner.headerBytes();
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String line = new String(inner.encode(event), StandardCharsets.UTF_8);
        return masker.mask(line).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
        return inner.footerBytes();
    }
}
