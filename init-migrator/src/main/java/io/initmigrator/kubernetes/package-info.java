/** The Kubernetes API behind the ports of coordination. */
@NullMarked
package io.initmigrator.kubernetes;

import org.jspecify.annotations.NullMarked;
