import { awaitRunning } from './steps/await-running'
import { bringController } from './steps/bring-controller'
import { createFirewall } from './steps/create-firewall'
import { createMachine } from './steps/create-machine'
import { createNetwork } from './steps/create-network'
import { decide } from './steps/decide'
import { deleteFirewall, deleteMachine, deleteNetwork, deleteVolumes } from './steps/delete-things'
import { deployController } from './steps/deploy-controller'
import { endBalancers } from './steps/end-balancers'
import { forgetKeys, makeKeys } from './steps/make-keys'
import { narrowFirewall } from './steps/narrow-firewall'
import { noteBalancers } from './steps/note-balancers'
import { sweep } from './steps/sweep'
import { deleteOrphan } from './sweep/delete-orphan'
import { lookAgain } from './sweep/look-again'

/** The steps of Linode, for every provider of its kind. */
export const steps = [
  decide,
  makeKeys,
  createFirewall,
  createNetwork,
  createMachine,
  awaitRunning,
  narrowFirewall,
  bringController,
  deployController,
  noteBalancers,
  endBalancers,
  deleteMachine,
  deleteVolumes,
  deleteFirewall,
  deleteNetwork,
  sweep,
  forgetKeys,
  deleteOrphan,
  lookAgain,
] as const
