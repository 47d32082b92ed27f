package io.initmigrator.http;

/**
 * Where the commands that stay listen.
 *
 * @param port of {@code guard}'s probes and metrics, and of {@code maintenance}'s page
 */
public record HttpSettings(int port) {}
