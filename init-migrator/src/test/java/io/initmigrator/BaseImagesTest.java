package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Tests the base images of the Dockerfile: Dependabot can update them, because it reads image names in {@code FROM} only, and a build
 * argument can replace each. Also tests that the build context is an allow list.
 */
class BaseImagesTest {

    private static final Pattern INSTRUCTION = Pattern.compile(
            "(?m)^(?:ARG (?<argument>\\w+)=(?<value>\\S+)|FROM (?:--platform=\\S+ )?(?<base>\\S+)(?: AS (?<stage>\\S+))?)$");

    private static final Pattern IMAGE = Pattern.compile("[a-z0-9./-]+:[\\w.-]+");

    private static final Pattern SCRIPT = Pattern.compile("scripts/[a-z-]+");

    @Test
    void eachStageBeginsFromAnImageByNameOrFromAnArgumentThatNamesOne() throws IOException {
        Map<String, String> arguments = new HashMap<>();
        List<String> images = new ArrayList<>();
        List<String> replaced = new ArrayList<>();
        Set<String> stages = new HashSet<>();
        Matcher line = INSTRUCTION.matcher(Files.readString(Path.of("Dockerfile")));
        while (line.find()) {
            String base = line.group("base");
            if (base == null) {
                arguments.put(line.group("argument"), line.group("value"));
            } else if (base.startsWith("$")) {
                stages.add(line.group("stage"));
                replaced.add(arguments.get(base.substring(2, base.length() - 1)));
            } else if (!stages.contains(base)) {
                assertThat(base).matches(IMAGE);
                images.add(line.group("stage"));
            }
        }

        assertThat(replaced).hasSize(4).isEqualTo(images);
        assertThat(Files.readString(Path.of("../.github/dependabot.yml")))
                .contains("package-ecosystem: docker\n    directory: /init-migrator\n");
    }

    @Test
    void buildContextIsAnAllowList() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("../.dockerignore"));

        assertThat(lines.getFirst()).isEqualTo("*");
        assertThat(lines.subList(1, lines.size())).allMatch(line -> line.startsWith("!") || line.equals("**/target"));
    }

    @Test
    void buildContextHasEachScriptThatTheDockerfileRuns() throws IOException {
        List<String> allowed = Files.readAllLines(Path.of("../.dockerignore"));
        List<String> scripts = Files.readAllLines(Path.of("Dockerfile")).stream()
                .filter(line -> !line.startsWith("#"))
                .flatMap(line -> SCRIPT.matcher(line).results())
                .map(MatchResult::group)
                .toList();

        assertThat(scripts)
                .contains("scripts/build-dist", "scripts/build-fast-path")
                .allMatch(script -> allowed.contains("!" + script));
    }
}
