package io.initmigrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MissingPrivilegeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FATAL: permission denied for database \"shop\" (User does not have CONNECT privilege.) |"
                        + " grant connect on database \"shop\" to me",
                "ERROR: permission denied for database shop | grant create on database shop to me",
                "ERROR: permission denied for schema public | grant usage, create on schema public to me",
                "ERROR: permission denied for table orders | grant the missing privilege on table orders to me"
            })
    void namesWhatToGrant(String words, String remedy) {
        assertThat(MissingPrivilege.remedy(words, "", "me")).isEqualTo(remedy);
    }
}
