package io.initmigrator.lint.analysis;

import io.initmigrator.lint.sql.QualifiedName;

/** Something in the catalogue that has a name. */
interface NamedObject {

    QualifiedName name();
}
