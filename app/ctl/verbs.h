// SPDX-License-Identifier: GPL-3.0-or-later
// Makers of the verbs, one per file of this folder.
#pragma once

#include "app/ctl/verb.h"

namespace millrace::ctl {

using VerbPtr = std::unique_ptr<Verb>;

VerbPtr archiveVerb();
VerbPtr trackVerb();
VerbPtr untrackVerb();
VerbPtr pollVerb();
VerbPtr importVerb();
VerbPtr runVerb();
VerbPtr statusVerb();
VerbPtr checkVerb();
VerbPtr metricsVerb();
VerbPtr queueVerb();
VerbPtr breakersVerb();
VerbPtr breakerVerb();
VerbPtr hostVerb();
VerbPtr packagesVerb();
VerbPtr failuresVerb();
VerbPtr eventsVerb();
VerbPtr jobsVerb();
VerbPtr showVerb();
VerbPtr appliedVerb();
VerbPtr retryVerb();
VerbPtr priorityVerb();
VerbPtr holdVerb();
VerbPtr denyVerb();
VerbPtr resumeVerb();
VerbPtr overrideVerb();
VerbPtr decideVerb();
VerbPtr undoVerb();
VerbPtr verifyVerb();
VerbPtr findingsVerb();
VerbPtr acknowledgeVerb();
VerbPtr unacknowledgeVerb();
VerbPtr storeVerb();
VerbPtr spuriousVerb();
VerbPtr unspuriousVerb();
VerbPtr mergeVerb();
VerbPtr splitVerb();
VerbPtr ruleVerb();
VerbPtr rulesVerb();
VerbPtr skipVerb();
VerbPtr unskipVerb();
VerbPtr ignoreLocalStateVerb();
VerbPtr reimportVerb();

} // namespace millrace::ctl
