package io.initmigrator.http;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the commands that stay listen, and what they serve.
 *
 * @param port of {@code guard}'s probes and metrics, and of {@code maintenance}'s page
 * @param healthPort of {@code maintenance}'s probes
 * @param page a file of HTML instead of the page that comes along
 */
public record HttpSettings(int port, int healthPort, Optional<Path> page) {}
