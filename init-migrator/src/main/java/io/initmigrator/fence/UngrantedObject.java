package io.initmigrator.fence;

/**
 * An object on which the application's role lacks a privilege that it has on comparable ones.
 *
 * @param name kind and quoted name, such as {@code table app.orders}
 * @param grant the statement that grants what is missing, such as {@code GRANT SELECT ON TABLE app.orders TO shop}
 */
public record UngrantedObject(String name, String grant) {}
