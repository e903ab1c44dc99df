import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { createCluster } from '@/messages/create-cluster'
import { NameField } from '../../name-field'
import { useCommonFacts } from '../../use-common-facts'
import { defineWizardPart, type WizardContext } from '../../wizard-part'

/** Machines at Linode. Nothing can be chosen before there is an account. */
export const wizardPart = defineWizardPart<object>({
  id: 'linode',
  place: 3,
  suits: () => 0,
  usual: {},
  read: () => ({}),
  useOffer,
})

function useOffer(context: WizardContext) {
  const { coming } = useText(createCluster)
  const facts = useCommonFacts(context)
  return {
    tile: {
      title: coming.title,
      badge: <Badge>{coming.badge}</Badge>,
      text: coming.text,
      price: coming.price,
      blockedBy: context.refusals['linode'] ?? coming.when,
    },
    steps: [{ id: 'size', title: coming.title, body: <NameField {...context} hint={coming.text} /> }],
    problems: [...facts.nameProblems('size'), { step: 'size', text: coming.when }],
    summary: { title: facts.title(0), price: coming.price, priceHint: coming.text, facts: [], cancelHint: coming.text },
    happens: [],
    request: undefined,
    readable: undefined,
  }
}
