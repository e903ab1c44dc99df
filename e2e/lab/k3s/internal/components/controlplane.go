package components

import (
	"context"

	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	controllersoptions "k8s.io/kubernetes/cmd/kube-controller-manager/app/options"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	scheduleroptions "k8s.io/kubernetes/cmd/kube-scheduler/app/options"
)

// RunControllerManager runs kube-controller-manager.
func RunControllerManager(ctx context.Context, line []string) error {
	settings, err := controllersoptions.NewKubeControllerManagerOptions()
	if err != nil {
		return err
	}
	known, off, aliases := controllers.KnownControllers(), controllers.ControllersDisabledByDefault(), controllers.ControllerAliases()
	sets := settings.Flags(known, off, aliases)
	if err := parse("kube-controller-manager", sets, line); err != nil {
		return err
	}
	settings.ParsedFlags = &sets
	config, err := settings.Config(ctx, known, off, aliases)
	if err != nil {
		return err
	}
	return controllers.Run(ctx, config.Complete())
}

// RunScheduler runs kube-scheduler.
func RunScheduler(ctx context.Context, line []string) error {
	settings := scheduleroptions.NewOptions()
	if err := parse("kube-scheduler", *settings.Flags, line); err != nil {
		return err
	}
	config, built, err := scheduler.Setup(ctx, settings)
	if err != nil {
		return err
	}
	return scheduler.Run(ctx, config, built)
}
