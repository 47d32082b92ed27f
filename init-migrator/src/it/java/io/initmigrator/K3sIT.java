package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * Runs the end-to-end suite on a k3s in a container, which needs access to a registry: {@code mvn verify -Pk3s}, after {@code
 * scripts/build-image}. The image is loaded into the node, which pulls PostgreSQL's image itself.
 */
@Tag("heavy")
@Timeout(value = 2, unit = TimeUnit.HOURS)
@EnabledIfSystemProperty(named = "e2e", matches = "k3s")
class K3sIT {

    private static final String IMAGE = System.getProperty("e2e.image", "init-migrator:latest");
    private static final DockerImageName K3S =
            DockerImageName.parse(System.getProperty("e2e.k3s", "rancher/k3s:v1.34.1-k3s1"));

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private Path directory;

    @Test
    void everyScenarioPasses() throws IOException, InterruptedException {
        try (K3sContainer node = new K3sContainer(K3S)) {
            node.start();
            loadImage(node);
            Path kubeconfig = Files.writeString(directory.resolve("kubeconfig"), node.getKubeConfigYaml());

            ProcessBuilder suite = new ProcessBuilder("scripts/e2e")
                    .directory(PROJECT.toFile())
                    .inheritIO();
            suite.environment().put("KUBECONFIG", kubeconfig.toString());
            suite.environment().put("E2E_IMAGE", IMAGE);

            assertThat(suite.start().waitFor()).isZero();
        }
    }

    private void loadImage(K3sContainer node) throws IOException, InterruptedException {
        Path archive = directory.resolve("image.tar");
        Process save = new ProcessBuilder("docker", "save", "--output", archive.toString(), IMAGE)
                .inheritIO()
                .start();
        assertThat(save.waitFor())
                .as("docker save %s; build it by scripts/build-image", IMAGE)
                .isZero();
        node.copyFileToContainer(MountableFile.forHostPath(archive), "/tmp/image.tar");
        ExecResult imported =
                node.execInContainer("ctr", "--namespace", "k8s.io", "images", "import", "/tmp/image.tar");
        assertThat(imported.getExitCode()).as(imported.getStderr()).isZero();
    }
}
