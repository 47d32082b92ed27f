package io.initmigrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptHeaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | text/html",
                "application/json                                                | application/json",
                "application/json, text/plain, */*                               | application/json",
                "APPLICATION/JSON; charset=utf-8                                 | application/json",
                "text/html;q=0.5, application/json;q=0.6                         | application/json",
                "text/html;q=0, */*                                              | application/json",
                "application/*, text/html;q=0.9                                  | application/json",
                "*/*                                                             | text/html",
                "image/png                                                       | text/html",
                "nonsense;;,                                                     | text/html"
            })
    void likedBestIsChosen(String header, String expected) {
        assertThat(AcceptHeader.parse(header).best("text/html", "application/json"))
                .isEqualTo(expected);
    }

    @Test
    void firstIsChosenWhereNothingIsSaid() {
        assertThat(AcceptHeader.parse(null).best("text/html", "application/json"))
                .isEqualTo("text/html");
        assertThat(AcceptHeader.parse("").best("text/html", "application/json")).isEqualTo("text/html");
    }
}
