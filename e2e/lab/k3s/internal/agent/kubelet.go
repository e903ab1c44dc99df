package agent

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	kubeletconfig "k8s.io/kubelet/config/v1beta1"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/yaml"

	"buzzcrate.dev/e2e/lab/k3s/internal/components"
	"buzzcrate.dev/e2e/lab/k3s/internal/containerd"
	"buzzcrate.dev/e2e/lab/k3s/internal/files"
	"buzzcrate.dev/e2e/lab/k3s/internal/host"
	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
	"buzzcrate.dev/e2e/lab/k3s/internal/supervisor"
)

func (a *agent) startKubelet(config supervisor.ClusterConfig) error {
	settings, err := a.kubeletConfig(config)
	if err != nil {
		return err
	}
	text, err := yaml.Marshal(settings)
	if err != nil {
		return err
	}
	// the user's own drop-ins come after it by name
	dropIns := a.Layout.Agent("etc", "kubelet.conf.d")
	if err := files.Write(filepath.Join(dropIns, "00-k3s-defaults.conf"), text, 0o600); err != nil {
		return err
	}
	args := components.Args{
		"cloud-provider":    "external",
		"config-dir":        dropIns,
		"hostname-override": a.Identity.Name,
		"kubeconfig":        a.Layout.Agent("kubelet.kubeconfig"),
		"node-ip":           a.Identity.IP,
		"node-labels":       strings.Join(a.Options.List("node-label"), ","),
		"read-only-port":    "0",
	}
	if config.DisableCCM { // then it is the user who says that there is an external one
		delete(args, "cloud-provider")
	}
	line := args.With(a.Options.List("kubelet-arg"))
	journal.Info("Running kubelet %s", strings.Join(line, " "))
	a.life.Go("kubelet", func(ctx context.Context) error { return components.RunKubelet(ctx, line) })
	return nil
}

// kubeletConfig is k3s's. The driver is cgroupfs: containerd is no unit of its own.
func (a *agent) kubeletConfig(config supervisor.ClusterConfig) (*kubeletconfig.KubeletConfiguration, error) {
	taints, err := parseTaints(a.Options.List("node-taint"))
	if err != nil {
		return nil, err
	}
	resolver, err := host.ResolvConf(a.Options, a.Layout.Agent())
	if err != nil {
		return nil, err
	}
	pods := a.Layout.Agent("pod-manifests")
	if err := os.MkdirAll(pods, 0o700); err != nil {
		return nil, err
	}
	settings := &kubeletconfig.KubeletConfiguration{
		TypeMeta: metav1.TypeMeta{APIVersion: kubeletconfig.SchemeGroupVersion.String(), Kind: "KubeletConfiguration"},
		Address:  a.Options.Text("bind-address", "0.0.0.0"),
		Authentication: kubeletconfig.KubeletAuthentication{
			Anonymous: kubeletconfig.KubeletAnonymousAuthentication{Enabled: ptr.To(false)},
			Webhook:   kubeletconfig.KubeletWebhookAuthentication{Enabled: ptr.To(true), CacheTTL: metav1.Duration{Duration: 2 * time.Minute}},
			X509:      kubeletconfig.KubeletX509Authentication{ClientCAFile: a.Layout.Agent("client-ca.crt")},
		},
		Authorization:            kubeletconfig.KubeletAuthorization{Mode: kubeletconfig.KubeletAuthorizationModeWebhook},
		CgroupDriver:             "cgroupfs",
		ClusterDNS:               []string{config.ClusterDNS},
		ClusterDomain:            config.ClusterDomain,
		ContainerRuntimeEndpoint: "unix://" + containerd.Socket,
		EvictionHard:             map[string]string{"imagefs.available": "5%", "nodefs.available": "5%"},
		EvictionMinimumReclaim:   map[string]string{"imagefs.available": "10%", "nodefs.available": "10%"},
		FailSwapOn:               ptr.To(false),
		HealthzBindAddress:       "127.0.0.1",
		ProtectKernelDefaults:    a.Options.On("protect-kernel-defaults"),
		RegisterWithTaints:       taints,
		ResolverConfig:           ptr.To(resolver),
		SerializeImagePulls:      ptr.To(false),
		StaticPodPath:            pods,
		TLSCertFile:              a.Layout.Agent("serving-kubelet.crt"),
		TLSPrivateKeyFile:        a.Layout.Agent("serving-kubelet.key"),
	}
	if !config.DisableServiceLB {
		settings.AllowedUnsafeSysctls = []string{"net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding"}
	}
	return settings, nil
}

func (a *agent) proxyLine(config supervisor.ClusterConfig) []string {
	return components.Args{
		"cluster-cidr":                      config.ClusterCIDR,
		"conntrack-max-per-core":            "0",
		"conntrack-tcp-timeout-close-wait":  "0s",
		"conntrack-tcp-timeout-established": "0s",
		"healthz-bind-address":              "127.0.0.1",
		"hostname-override":                 a.Identity.Name,
		"kubeconfig":                        a.Layout.Agent("kubeproxy.kubeconfig"),
		"proxy-mode":                        "iptables",
	}.With(a.Options.List("kube-proxy-arg"))
}

// parseTaints reads key=value:Effect and key:Effect.
func parseTaints(texts []string) ([]corev1.Taint, error) {
	var taints []corev1.Taint
	for _, text := range texts {
		name, effect, found := strings.Cut(text, ":")
		key, value, _ := strings.Cut(name, "=")
		if !found || key == "" {
			return nil, fmt.Errorf("invalid taint spec: %v", text)
		}
		switch corev1.TaintEffect(effect) {
		case corev1.TaintEffectNoSchedule, corev1.TaintEffectPreferNoSchedule, corev1.TaintEffectNoExecute:
			taints = append(taints, corev1.Taint{Key: key, Value: value, Effect: corev1.TaintEffect(effect)})
		default:
			return nil, fmt.Errorf("invalid taint effect: %v, unsupported taint effect", effect)
		}
	}
	return taints, nil
}
