package io.initmigrator.demo;

import java.io.PrintStream;
import java.util.function.Supplier;

/** Prints the demo: lines, and on a terminal colours and a progress line at the bottom. */
final class Screen {

    private static final String CLEAR_LINE = "\r\u001b[2K";
    private static final int[] COLOURS = {36, 33, 35, 34, 32, 96, 93, 95, 94, 92};
    private static final long REFRESH_MILLIS = 120;
    private static final String SPINNER = "|/-\\";

    private final PrintStream out;
    private final boolean terminal;
    private Supplier<String> status = () -> "";
    private int turn;
    private boolean ended;

    Screen(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
        if (terminal) {
            Thread.ofPlatform().daemon().name("screen").start(this::refresh);
        }
    }

    synchronized void line(String text) {
        if (terminal) {
            out.print(CLEAR_LINE);
        }
        out.println(text);
        draw();
        out.flush();
    }

    void heading(String text) {
        line("");
        line(paint("1", "== " + text));
    }

    /** Sets the progress line at the bottom of a terminal until the next call. */
    synchronized void status(Supplier<String> text) {
        status = text;
    }

    /** Colours the text with the colour of number {@code index}. */
    String coloured(int index, String text) {
        return paint(String.valueOf(COLOURS[index % COLOURS.length]), text);
    }

    String good(String text) {
        return paint("1;32", text);
    }

    String bad(String text) {
        return paint("1;31", text);
    }

    String faint(String text) {
        return paint("2", text);
    }

    /** Removes the progress line; further lines can still be printed. */
    synchronized void end() {
        ended = true;
        if (terminal) {
            out.print(CLEAR_LINE);
        }
        status = () -> "";
        out.flush();
    }

    private String paint(String code, String text) {
        return terminal ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    private synchronized void refresh() {
        while (!ended) {
            turn++;
            out.print(CLEAR_LINE);
            draw();
            out.flush();
            try {
                wait(REFRESH_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void draw() {
        String text = status.get();
        if (terminal && !text.isEmpty()) {
            out.print(faint(SPINNER.charAt(turn % SPINNER.length()) + " " + text));
        }
    }
}
