package io.initmigrator.command;

import io.initmigrator.config.Command.Output;
import io.initmigrator.logging.StandardOutput;
import io.initmigrator.schema.Printable;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Prints the result of a command to standard output: in the requested format, without secrets and control characters. */
final class ResultPrinter {

    private ResultPrinter() {}

    /** @param mask removes secrets */
    static void print(Output output, UnaryOperator<String> mask, Supplier<String> text, Supplier<String> json) {
        StandardOutput.print(
                switch (output) {
                    case TEXT -> Printable.lines(mask.apply(text.get()), "");
                    case JSON -> Printable.json(mask.apply(json.get()));
                });
    }
}
