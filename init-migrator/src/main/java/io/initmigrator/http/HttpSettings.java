package io.initmigrator.http;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Ports and page of the serving commands.
 *
 * @param port of {@code guard}'s probes and metrics, and of {@code maintenance}'s page
 * @param healthPort of {@code maintenance}'s probes
 * @param page HTML file that replaces the built-in page
 */
public record HttpSettings(int port, int healthPort, Optional<Path> page) {}
