package io.initmigrator.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.logging.LogSettings.Format;
import io.initmigrator.logging.LogSettings.Level;
import io.initmigrator.logging.LogSettings.Stream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@ResourceLock(Resources.SYSTEM_OUT)
class HeldBackLogTest {

    /** The time of a line, in both formats: the only bytes that may differ. */
    private static final String TIME = "(?m)^\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z|\"timestamp\":\\d{13}";

    private final Exception failure = new IllegalStateException("s3cret", new java.io.IOException("token=abc"));

    private final PrintStream original = System.out;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final HeldBackLog log = new HeldBackLog();

    @AfterEach
    void restore() {
        System.setOut(original);
        TestLog.restore();
    }

    @ParameterizedTest
    @EnumSource
    void isLogbacksOutputByteForByte(Format format) {
        for (Level level : new Level[] {Level.ERROR, Level.WARN, Level.INFO}) {
            String logback = printed(() -> {
                Logging.start(settings(format, level), masker());
                logEverything(LoggerFactory::getLogger);
            });
            String heldBack = printed(() -> {
                log.configure(settings(format, level), masker());
                logEverything(log::getLogger);
                log.release();
            });
            assertThat(heldBack).isEqualTo(logback).contains("last words").doesNotContain("s3cret");
        }
    }

    @Test
    void nothingIsPrintedBeforeItIsReleased() {
        Logger logger = log.getLogger("io.initmigrator.Test");
        String text = printed(() -> {
            log.configure(settings(Format.TEXT, Level.INFO), masker());
            logger.info("first");
            assertThat(output.size()).isZero();
            log.release();
            System.out.print("between\n");
            logger.info("second");
        });
        assertThat(text).isEqualTo("TIME INFO  first\nbetween\nTIME INFO  second\n");
    }

    /** Of every kind that any class logs, and with secrets in each place where one can be. */
    private void logEverything(Function<String, Logger> loggers) {
        Logger ours = loggers.apply("io.initmigrator.rollout.Test");
        ours.atInfo().addKeyValue("version", "50").log("Schema is current");
        ours.atWarn()
                .addKeyValue("cause", "password=s3cret is \"not\" read")
                .addKeyValue("count", 7)
                .addKeyValue("open", true)
                .addKeyValue("empty", "")
                .log("Größe s3cret {}", "of jdbc:postgresql://me:other@db/x");
        ours.info("{} of {}", 1, 2);
        ours.warn("long " + "x".repeat(MaskingEncoder.MAX_TEXT_LENGTH));
        ours.debug("not part of it");
        ours.error("two\nlines\u001b[31m");
        ours.error("with a trace", failure);
        ours.atError().setCause(failure).log("with a trace, from a builder");
        for (String library : new String[] {
            "org.postgresql.Driver",
            "org.flywaydb.core",
            "io.fabric8.kubernetes.client.Config",
            "io.fabric8.kubernetes.client.internal.KubeConfigUtils",
            "io.fabric8.kubernetes.client.Other",
            "io.initmigratory"
        }) {
            loggers.apply(library).info("information of {}", library);
            loggers.apply(library).warn("warning of {}", library);
            loggers.apply(library).error("error of {}", library);
        }
        ours.error("last words");
    }

    private String printed(Runnable action) {
        output.reset();
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        action.run();
        System.setOut(original);
        return output.toString(StandardCharsets.UTF_8).replaceAll(TIME, "TIME");
    }

    private static LogSettings settings(Format format, Level level) {
        return new LogSettings(format, level, Path.of("unused"), Stream.OUTPUT);
    }

    private static SecretMasker masker() {
        return new SecretMasker(() -> Set.of("s3cret"));
    }
}
