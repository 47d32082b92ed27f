package io.initmigrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

    @ParameterizedTest
    @CsvSource({
        "001b, escape",
        "0000, null",
        "0008, backspace",
        "007f, delete",
        "0085, next line of C1",
        "009b, CSI of C1",
        "00ad, soft hyphen",
        "061c, Arabic letter mark",
        "200b, zero-width space",
        "200f, right-to-left mark",
        "2028, line separator",
        "2029, paragraph separator",
        "202e, right-to-left override",
        "2066, isolate",
        "feff, byte order mark",
        "d800, half of a surrogate pair"
    })
    void whatSteersATerminalOrHidesIsEscaped(String hex, String name) {
        String harmful = "a" + (char) Integer.parseInt(hex, 16) + "b";

        assertThat(Printable.line(harmful)).as(name).isEqualTo("a\\u" + hex + "b");
        assertThat(Printable.lines(harmful, "  ")).as(name).isEqualTo("a\\u" + hex + "b");
        assertThat(Printable.json(harmful)).as(name).isEqualTo("a\\u" + hex + "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "Größe 漢字 😀", "C:\\temp \"quoted\"", "עברית"})
    void whatPeopleWriteStays(String text) {
        assertThat(Printable.line(text)).isEqualTo(text);
        assertThat(Printable.lines(text, "  ")).isEqualTo(text);
    }

    @Test
    void furtherLinesAreIndentedAndOthersBreakNone() {
        assertThat(Printable.lines("a\nb\r\nc", "  ")).isEqualTo("a\n  b\\r\n  c");
        assertThat(Printable.line("a\nb\tc")).isEqualTo("a\\nb\\tc");
    }

    @Test
    void invisibleTagsBeyondTheFirstPlaneAreEscaped() {
        assertThat(Printable.line("a" + Character.toString(0xE0041))).isEqualTo("a\\udb40\\udc41");
    }

    @Test
    void escapedJsonSaysTheSame() throws Exception {
        String text = "\u202e\u0085\u2028 😀";
        String json = new ObjectMapper().writeValueAsString(text);

        assertThat(new ObjectMapper().readValue(Printable.json(json), String.class))
                .isEqualTo(text);
    }
}
