package io.initmigrator.application;

import io.initmigrator.lint.Linter;
import io.initmigrator.migration.ScriptAnalyzer;
import java.util.List;
import java.util.Optional;

/** Analyzes scripts with the parser of the linter, which knows no port. */
public final class LinterScriptAnalyzer implements ScriptAnalyzer {

    /** Returns the port, so that a caller's verification loads neither. Hot path, see docs/startup.md. */
    static ScriptAnalyzer create() {
        return new LinterScriptAnalyzer();
    }

    @Override
    public boolean endsTransaction(String sql) {
        return Linter.endsTransaction(sql);
    }

    @Override
    public List<String> createdIndexes(String sql) {
        return Linter.createdIndexes(sql);
    }

    @Override
    public Optional<String> psqlCommand(String sql) {
        return Linter.psqlCommand(sql);
    }

    @Override
    public boolean endsInFunctionBody(String sql) {
        return Linter.endsInFunctionBody(sql);
    }
}
