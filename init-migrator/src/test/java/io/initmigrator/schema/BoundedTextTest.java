package io.initmigrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundedTextTest {

    @Test
    void textThatFitsIsLeftAsItIs() {
        assertThat(BoundedText.of("abc", 3)).isEqualTo("abc");
        assertThat(BoundedText.of("abcd", 3)).isEqualTo("abc…");
    }

    @Test
    void noHalfOfACharacterIsKept() {
        assertThat(BoundedText.of("ab😀", 3)).isEqualTo("ab…");
    }
}
