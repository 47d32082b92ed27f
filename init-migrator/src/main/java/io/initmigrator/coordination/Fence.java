package io.initmigrator.coordination;

import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.Look;
import io.initmigrator.schema.Receipt;

/** The right to write, held by one session and gone with it. Every call may throw {@link SessionLostException}. */
public interface Fence {

    /** The same question as {@link Database#look}, asked behind the fence, so that the answer stays true. */
    Look look(Bundle bundle);

    /** Writes the receipt down, replacing an earlier one of the same bundle. */
    void record(Receipt receipt);
}
