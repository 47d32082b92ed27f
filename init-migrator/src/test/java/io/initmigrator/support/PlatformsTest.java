package io.initmigrator.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that each platform of the image has a PostgreSQL, with which its class archives are trained. */
class PlatformsTest {

    @ParameterizedTest
    @ValueSource(strings = {"x86_64", "arm_64"})
    void postgresIsThereForTheImagesPlatforms(String architecture) {
        assertThat(PlatformsTest.class.getResource("/postgres-linux-" + architecture + ".txz"))
                .isNotNull();
    }
}
