package options

// kind says how many values a flag has.
type kind int

const (
	toggle    kind = iota // true or false; alone it means true
	text                  // the last value counts
	list                  // every value counts, each as it stands
	commaList             // every value counts, each split at its commas
)

// role says which command a flag belongs to.
type role int

const (
	both role = iota
	serverOnly
	agentOnly
)

// care says what this edition does with a flag.
type care int

const (
	works   care = iota
	ignored      // changes nothing that a lab looks at: a warning, and on
	refused      // would change what the cluster is: the start fails, rather than build another cluster than asked for
)

type flag struct {
	kind  kind
	role  role
	care  care
	env   string // the variable that stands in when the flag is not given
	short string
}

// flags are those of k3s v1.36, so that a typing mistake is refused here exactly when k3s refuses it.
var flags = map[string]flag{
	"config":                            {kind: text, env: "K3S_CONFIG_FILE", short: "c"},
	"debug":                             {kind: toggle, env: "K3S_DEBUG"},
	"v":                                 {kind: text},
	"vmodule":                           {kind: text, care: ignored},
	"log":                               {kind: text, short: "l", care: ignored},
	"alsologtostderr":                   {kind: toggle, care: ignored},
	"data-dir":                          {kind: text, env: "K3S_DATA_DIR", short: "d"},
	"token":                             {kind: text, env: "K3S_TOKEN", short: "t"},
	"token-file":                        {kind: text, env: "K3S_TOKEN_FILE"},
	"server":                            {kind: text, env: "K3S_URL", short: "s"},
	"enable-pprof":                      {kind: toggle, care: ignored},
	"rootless":                          {kind: toggle, care: refused},
	"bind-address":                      {kind: text, env: "K3S_BIND_ADDRESS"},
	"selinux":                           {kind: toggle, env: "K3S_SELINUX", care: ignored},
	"lb-server-port":                    {kind: text, env: "K3S_LB_SERVER_PORT"},
	"vpn-auth":                          {kind: text, env: "K3S_VPN_AUTH", care: refused},
	"vpn-auth-file":                     {kind: text, env: "K3S_VPN_AUTH_FILE", care: refused},
	"node-name":                         {kind: text, env: "K3S_NODE_NAME"},
	"with-node-id":                      {kind: toggle},
	"node-label":                        {kind: list},
	"node-taint":                        {kind: list},
	"node-ip":                           {kind: commaList, short: "i"},
	"node-external-ip":                  {kind: commaList},
	"node-internal-dns":                 {kind: list, care: ignored},
	"node-external-dns":                 {kind: list, care: ignored},
	"resolv-conf":                       {kind: text, env: "K3S_RESOLV_CONF"},
	"flannel-iface":                     {kind: text},
	"flannel-conf":                      {kind: text, care: refused},
	"flannel-cni-conf":                  {kind: text, care: refused},
	"kubelet-arg":                       {kind: list},
	"kube-proxy-arg":                    {kind: list},
	"protect-kernel-defaults":           {kind: toggle},
	"prefer-bundled-bin":                {kind: toggle, care: ignored},
	"docker":                            {kind: toggle, care: refused},
	"container-runtime-endpoint":        {kind: text, care: refused},
	"image-service-endpoint":            {kind: text, care: refused},
	"default-runtime":                   {kind: text, care: ignored},
	"nonroot-devices":                   {kind: toggle, care: ignored},
	"pause-image":                       {kind: text},
	"airgap-extra-registry":             {kind: list, care: ignored},
	"snapshotter":                       {kind: text},
	"private-registry":                  {kind: text},
	"disable-default-registry-endpoint": {kind: toggle},
	"image-credential-provider-bin-dir": {kind: text, care: ignored},
	"image-credential-provider-config":  {kind: text, care: ignored},

	"disable-apiserver-lb": {kind: toggle, role: agentOnly},

	"agent-token":                       {kind: text, role: serverOnly, env: "K3S_AGENT_TOKEN"},
	"agent-token-file":                  {kind: text, role: serverOnly, env: "K3S_AGENT_TOKEN_FILE"},
	"tls-san":                           {kind: commaList, role: serverOnly},
	"tls-san-security":                  {kind: toggle, role: serverOnly, care: ignored},
	"https-listen-port":                 {kind: text, role: serverOnly},
	"supervisor-port":                   {kind: text, role: serverOnly, care: refused},
	"advertise-address":                 {kind: text, role: serverOnly},
	"advertise-port":                    {kind: text, role: serverOnly},
	"cluster-cidr":                      {kind: text, role: serverOnly},
	"service-cidr":                      {kind: text, role: serverOnly},
	"service-node-port-range":           {kind: text, role: serverOnly},
	"cluster-dns":                       {kind: text, role: serverOnly},
	"cluster-domain":                    {kind: text, role: serverOnly},
	"flannel-backend":                   {kind: text, role: serverOnly},
	"flannel-external-ip":               {kind: toggle, role: serverOnly},
	"flannel-ipv6-masq":                 {kind: toggle, role: serverOnly, care: ignored},
	"egress-selector-mode":              {kind: text, role: serverOnly, care: ignored},
	"servicelb-namespace":               {kind: text, role: serverOnly},
	"write-kubeconfig":                  {kind: text, role: serverOnly, env: "K3S_KUBECONFIG_OUTPUT", short: "o"},
	"write-kubeconfig-mode":             {kind: text, role: serverOnly, env: "K3S_KUBECONFIG_MODE"},
	"write-kubeconfig-group":            {kind: text, role: serverOnly, env: "K3S_KUBECONFIG_GROUP"},
	"kube-apiserver-arg":                {kind: list, role: serverOnly},
	"kube-controller-manager-arg":       {kind: list, role: serverOnly},
	"kube-scheduler-arg":                {kind: list, role: serverOnly},
	"kube-cloud-controller-manager-arg": {kind: list, role: serverOnly, care: ignored},
	"disable":                           {kind: commaList, role: serverOnly},
	"disable-agent":                     {kind: toggle, role: serverOnly},
	"disable-cloud-controller":          {kind: toggle, role: serverOnly},
	"disable-kube-proxy":                {kind: toggle, role: serverOnly},
	"disable-network-policy":            {kind: toggle, role: serverOnly, care: ignored},
	"disable-helm-controller":           {kind: toggle, role: serverOnly, care: ignored},
	"disable-scheduler":                 {kind: toggle, role: serverOnly, care: refused},
	"disable-apiserver":                 {kind: toggle, role: serverOnly, care: refused},
	"disable-controller-manager":        {kind: toggle, role: serverOnly, care: refused},
	"disable-etcd":                      {kind: toggle, role: serverOnly, care: refused},
	"helm-job-image":                    {kind: text, role: serverOnly, care: ignored},
	"default-local-storage-path":        {kind: text, role: serverOnly},
	"system-default-registry":           {kind: text, role: serverOnly, care: refused},
	"embedded-registry":                 {kind: toggle, role: serverOnly, care: ignored},
	"supervisor-metrics":                {kind: toggle, role: serverOnly, care: ignored},
	"secrets-encryption":                {kind: toggle, role: serverOnly, care: ignored},
	"secrets-encryption-provider":       {kind: text, role: serverOnly, care: ignored},

	"cluster-init":                     {kind: toggle, role: serverOnly, env: "K3S_CLUSTER_INIT"},
	"cluster-reset":                    {kind: toggle, role: serverOnly, env: "K3S_CLUSTER_RESET", care: refused},
	"cluster-reset-restore-path":       {kind: text, role: serverOnly, care: refused},
	"datastore-endpoint":               {kind: text, role: serverOnly, env: "K3S_DATASTORE_ENDPOINT", care: refused},
	"datastore-cafile":                 {kind: text, role: serverOnly, care: refused},
	"datastore-certfile":               {kind: text, role: serverOnly, care: refused},
	"datastore-keyfile":                {kind: text, role: serverOnly, care: refused},
	"kine-tls":                         {kind: toggle, role: serverOnly, care: ignored},
	"etcd-arg":                         {kind: list, role: serverOnly, care: ignored},
	"etcd-expose-metrics":              {kind: toggle, role: serverOnly, care: ignored},
	"etcd-disable-snapshots":           {kind: toggle, role: serverOnly, care: ignored},
	"etcd-snapshot-name":               {kind: text, role: serverOnly, care: ignored},
	"etcd-snapshot-schedule-cron":      {kind: text, role: serverOnly, care: ignored},
	"etcd-snapshot-reconcile-interval": {kind: text, role: serverOnly, care: ignored},
	"etcd-snapshot-retention":          {kind: text, role: serverOnly, care: ignored},
	"etcd-snapshot-dir":                {kind: text, role: serverOnly, care: ignored},
	"etcd-snapshot-compress":           {kind: toggle, role: serverOnly, care: ignored},
	"etcd-s3":                          {kind: toggle, role: serverOnly, care: ignored},
}

// byShort finds the flag behind `-t` and its like.
var byShort = func() map[string]string {
	found := map[string]string{}
	for name, flag := range flags {
		if flag.short != "" {
			found[flag.short] = name
		}
	}
	return found
}()
