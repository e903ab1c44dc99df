import type { ErasedStep } from '@/lib/engine/step'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { appAnswers, appAnswersAtBalancer, appAnswersAtIngress, recordApp } from './steps/app/answers'
import { changeApp, recordChange } from './steps/app/change'
import { deployApp, removeApp } from './steps/app/deploy'
import { sideLoadApp, unloadApp, unloadOldImage } from './steps/app/side-load'
import { verifyAppGone } from './steps/app/verify-gone'
import { ejectCard } from './steps/card/eject-card'
import { unpackCard } from './steps/card/unpack-card'
import { writeCard } from './steps/card/write-card'
import { clearClassCluster } from './steps/class/clear-cluster'
import { makeClassCluster } from './steps/class/make-cluster'
import { writeClassReceipt } from './steps/class/write-receipt'
import { smokeTest } from './steps/cluster/smoke-test'
import { compareHosts } from './steps/host/compare'
import { preflightHost } from './steps/host/preflight'
import { prepareHost, restoreHost } from './steps/host/prepare'
import { reachHost } from './steps/host/reach'
import { makeCardPackage } from './steps/image/card-package'
import { checkCard } from './steps/image/check-card'
import { makeImageBase } from './steps/image/make-base'
import { packCard } from './steps/image/pack-card'
import { patchCard } from './steps/image/patch-card'
import { claimMachine, releaseMachine } from './steps/k3s/claim'
import { deliverImages, deliverPackage } from './steps/k3s/deliver'
import { installK3s } from './steps/k3s/install'
import { joinAgent } from './steps/k3s/join'
import { fetchKubeconfig } from './steps/k3s/kubeconfig'
import { nodeReady } from './steps/k3s/node-ready'
import { writeReceipt } from './steps/k3s/receipt'
import { removeK3s } from './steps/k3s/remove'
import { renewAccess } from './steps/k3s/renew-access'
import { forgetAccess, makeSecrets } from './steps/k3s/secrets'
import { startServer } from './steps/k3s/start-server'
import { verifyGone } from './steps/k3s/verify-gone'
import { bringSource } from './steps/source/bring-source'
import { keepSource } from './steps/source/keep-source'
import { lookAtSource } from './steps/source/look-at-source'

const steps: readonly ErasedStep<ProvisionPorts>[] = [
  reachHost,
  preflightHost,
  compareHosts,
  prepareHost,
  restoreHost,
  claimMachine,
  releaseMachine,
  makeSecrets,
  forgetAccess,
  deliverPackage,
  deliverImages,
  installK3s,
  startServer,
  joinAgent,
  fetchKubeconfig,
  renewAccess,
  nodeReady,
  removeK3s,
  verifyGone,
  writeReceipt,
  smokeTest,
  sideLoadApp,
  unloadApp,
  unloadOldImage,
  deployApp,
  removeApp,
  appAnswers,
  verifyAppGone,
  appAnswersAtBalancer,
  appAnswersAtIngress,
  recordApp,
  changeApp,
  recordChange,
  makeImageBase,
  patchCard,
  unpackCard,
  writeCard,
  ejectCard,
  checkCard,
  makeCardPackage,
  packCard,
  bringSource,
  lookAtSource,
  keepSource,
  makeClassCluster,
  clearClassCluster,
  writeClassReceipt,
]

/** Every step that this version knows, by name: what the worker executes and the screens explain. */
export const stepRegistry: ReadonlyMap<string, ErasedStep<ProvisionPorts>> = new Map(
  steps.map((step) => [step.name, step]),
)
