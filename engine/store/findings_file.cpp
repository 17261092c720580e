// The findings of a workspace, in its workspace.json.
#include "store/findings.h"
#include "store/workspace.h"

namespace selfsight::store {

using nlohmann::json;

Findings readFindings(const Workspace& workspace) {
    return Findings::fromJson(workspace.document(), (workspace.path() / "workspace.json").string());
}

void writeFindings(Workspace& workspace, const Findings& findings) {
    workspace.changeDocument([&](json& document) { findings.store(document); });
}

Findings changeFindings(Workspace& workspace, const std::function<void(Findings&)>& change) {
    Findings findings;
    workspace.changeDocument([&](json& document) {
        findings = Findings::fromJson(document, (workspace.path() / "workspace.json").string());
        change(findings);
        findings.store(document);
    });
    return findings;
}

}  // namespace selfsight::store
