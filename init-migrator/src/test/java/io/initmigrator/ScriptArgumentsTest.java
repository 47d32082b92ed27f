package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.support.Tool;
import io.initmigrator.support.Tool.Answer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the scripts that take options and no other arguments. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ScriptArgumentsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "build-dist",
                "check-model",
                "demo",
                "format",
                "kind-down",
                "kind-up",
                "kubectl-init_migrator",
                "prove",
                "render-manifests",
                "verify-image",
                "verify-manifests"
            })
    void unknownArgumentIsNamed(String script) throws Exception {
        Answer answer = new Tool(Path.of("../scripts", script)).run("--frobnicate");

        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.output()).contains("unknown argument '--frobnicate' (try --help)");
    }
}
