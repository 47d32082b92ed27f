# What the checks of the tests are written with. The input is a list of all the objects of one build.

def object($kind; $name): [.[] | select(.kind == $kind and .metadata.name == $name)] | first // error("no \($kind)/\($name)");
def has_object($kind; $name): any(.[]; .kind == $kind and .metadata.name == $name);

def pod: if .kind == "CronJob" then .spec.jobTemplate.spec.template.spec else .spec.template.spec end;
def pod($kind; $name): object($kind; $name) | pod;

def workloads: [.[] | select(.kind | IN("Deployment", "StatefulSet", "DaemonSet", "Rollout", "CronJob", "Job"))];
def injected: [workloads[] | select(.metadata.labels["init-migrator.io/inject"] == "true")];
def all_containers: (.initContainers // [])[], (.containers // [])[];

def init_names: [.initContainers[]?.name];
def migrator: [all_containers | select(.name == "init-migrator")] | first // error("no container init-migrator");
def env($name): [.env[]? | select(.name == $name)] | first | .value;
def volume($name): [.volumes[]? | select(.name == $name)] | first;
def mount($path): [.volumeMounts[]? | select(.mountPath == $path)] | first;
def settings: [.[] | select(.kind == "ConfigMap" and (.data | has("MIGRATOR_LEASE_NAME")))] | first // error("no settings");
def subjects: [.[] | select(.kind == "RoleBinding") | .subjects[]];
def ours: .name | test("(^|-)(init-migrator|copy-migrations|maintenance)$");
