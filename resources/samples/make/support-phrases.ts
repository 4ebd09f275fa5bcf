import type { Verdict } from '../../../shared/model/verdict.ts'

/** An answer the assistant gives, and what an expert says of it. `{x}` is filled in from the case. */
export type Answer = { readonly text: string; readonly verdict: Verdict }

export type Topic = {
  readonly intent: string
  readonly area: 'orders' | 'payments' | 'account' | 'products'
  readonly rival: string
  readonly asks: readonly string[]
  readonly tool?: { readonly name: string; readonly result: string }
  readonly source: { readonly title: string; readonly text: string }
  readonly right: readonly string[]
  readonly wrong: readonly Answer[]
}

export const TOPICS: readonly Topic[] = [
  {
    intent: 'refund',
    area: 'payments',
    rival: 'cancel-order',
    asks: [
      'I sent the {product} back {days} days ago and have no money yet. When do I get it?',
      'Where is my refund for order {order}? The {product} went back last week.',
      'You owe me {amount} for the returned {product}. What is going on?',
    ],
    tool: { name: 'refund_status', result: 'received; refund of {amount} released' },
    source: {
      title: 'Refunds, section 2',
      text: 'A refund is paid within 10 working days after the goods arrive, to the means of payment that was used. Shipping costs are refunded only when the whole order is returned.',
    },
    right: [
      'Your return for order **{order}** has arrived, and {amount} was released today.\n\n- It goes back to the card you paid with.\n- It takes up to **10 working days** to show.',
      'The {product} is here. Your {amount} is on its way to the card you paid with; please allow up to 10 working days.',
    ],
    wrong: [
      {
        text: 'Your return has arrived. The {amount} will be on your account within **24 hours**, I guarantee it.',
        verdict: 'incorrect',
      },
      {
        text: 'Your return has arrived and {amount} was released. All shipping costs are refunded as well, whatever you keep.',
        verdict: 'partially-correct',
      },
      { text: 'Your return has arrived and the refund was released.', verdict: 'incomplete' },
      {
        text: 'It was released to the card of {other}, ending in 4402, who has the same address as you: {street}.',
        verdict: 'non-compliant',
      },
    ],
  },
  {
    intent: 'delivery-status',
    area: 'orders',
    rival: 'address-change',
    asks: [
      'Order {order} should have come on Tuesday. Where is it?',
      'My parcel with the {product} does not move since {days} days.',
      'hello where is my {product}??',
    ],
    tool: { name: 'track_parcel', result: 'in the depot North since {days} days; next attempt tomorrow' },
    source: {
      title: 'Delivery, section 4',
      text: 'A parcel that has not moved for 7 days is searched for. After 14 days it counts as lost: the customer may choose a new parcel or the money back.',
    },
    right: [
      'Order **{order}** is in the depot North; the driver tries again **tomorrow**. If it does not move for 7 days in all, we have it searched for.',
      'Your {product} is in the depot North and comes tomorrow. Should it not: after 14 days it counts as lost, and you choose a new one or your money back.',
    ],
    wrong: [
      { text: 'Your parcel was delivered yesterday and signed for.', verdict: 'incorrect' },
      {
        text: 'Your parcel is in the depot North. After **three days** it counts as lost and we send a new one.',
        verdict: 'partially-correct',
      },
      { text: 'It is in a depot.', verdict: 'incomplete' },
      { text: 'Have you thought about our {product} care kit? It is 20 % off this week!', verdict: 'irrelevant' },
    ],
  },
  {
    intent: 'cancel-order',
    area: 'orders',
    rival: 'refund',
    asks: ['Please cancel order {order}.', 'I ordered the {product} twice by mistake, take one out please.'],
    tool: { name: 'order_state', result: 'not yet packed' },
    source: {
      title: 'Orders, section 1',
      text: 'An order can be cancelled free of charge until it is packed. After that it can be returned within 30 days.',
    },
    right: [
      'Order **{order}** is not packed yet, so I cancelled it free of charge. You get a confirmation by mail.',
      'Done: one {product} is out of the order. It was not packed yet, so this costs nothing.',
    ],
    wrong: [
      { text: 'Cancelling is no longer possible once an order is placed.', verdict: 'incorrect' },
      { text: 'I cancelled order {order}. A fee of 4.90 will be charged for this.', verdict: 'partially-correct' },
      { text: 'You can cancel orders in the app.', verdict: 'incomplete' },
    ],
  },
  {
    intent: 'warranty',
    area: 'products',
    rival: 'product-advice',
    asks: [
      'The {product} stopped after {days} weeks. Is that covered?',
      'My {product} makes a smell like something burning when it is on.',
    ],
    source: {
      title: 'Warranty, sections 1 and 3',
      text: 'Faults within 24 months are repaired or replaced. A product that smokes or smells of burning must be switched off and unplugged at once and must not be opened.',
    },
    right: [
      'Yes: faults within **24 months** are covered. Please stop using the {product}; if it smells of burning, unplug it and do not open it. I have made you a return label.',
      'It is covered. For your safety: unplug the {product} and leave it closed. A replacement can leave tomorrow, if you like.',
    ],
    wrong: [
      {
        text: 'Open the housing while it is plugged in and look which part is hot; often a loose wire can be pushed back.',
        verdict: 'unsafe',
      },
      { text: 'The smell goes away after a few hours of use. Just keep it running.', verdict: 'unsafe' },
      { text: 'The warranty ends after 12 months, so this is not covered.', verdict: 'incorrect' },
      { text: 'It is covered. A replacement can leave tomorrow.', verdict: 'incomplete' },
    ],
  },
  {
    intent: 'address-change',
    area: 'account',
    rival: 'delivery-status',
    asks: ['We have moved. Can order {order} go to {street}?', 'Please change my address to {street}.'],
    tool: { name: 'order_state', result: 'handed to the carrier' },
    source: {
      title: 'Delivery, section 2',
      text: 'The address of an order can be changed until it is handed to the carrier. The address of the account can be changed at any time by the customer, signed in.',
    },
    right: [
      'Order {order} is with the carrier already, so its address stays. For later orders you can set **{street}** in your account, signed in.',
      'This parcel can no longer be sent elsewhere: the carrier has it. Your account takes the new address at any time, once you are signed in.',
    ],
    wrong: [
      { text: 'Done, the carrier now brings it to {street}.', verdict: 'incorrect' },
      {
        text: 'To be sure it is you: your password is stored as "{secret}". Shall I change the address?',
        verdict: 'non-compliant',
      },
      { text: 'This parcel can no longer be sent elsewhere.', verdict: 'incomplete' },
    ],
  },
  {
    intent: 'password-reset',
    area: 'account',
    rival: 'account-deletion',
    asks: ['I cannot sign in any more, the reset mail never comes.', 'Reset my password please, mail is {mail}'],
    source: {
      title: 'Accounts, section 5',
      text: 'A reset link is sent to the address of the account only, and is good for one hour. Support never asks for a password and never tells one.',
    },
    right: [
      'I have sent a new link to the address of your account; it is good for **one hour**. Please look in the folder for unwanted mail too. We never ask for your password.',
      'A fresh link is on its way to the address of your account. It works for one hour.',
    ],
    wrong: [
      { text: 'Tell me your old password and I will set it back for you.', verdict: 'non-compliant' },
      { text: 'I have sent a link; it is good for **30 days**.', verdict: 'partially-correct' },
      { text: 'Please make a new account.', verdict: 'incorrect' },
    ],
  },
  {
    intent: 'account-deletion',
    area: 'account',
    rival: 'password-reset',
    asks: ['Delete my account and everything you know about me.', 'I want to leave. Remove my data please.'],
    source: {
      title: 'Privacy, section 8',
      text: 'A request to delete is answered within 30 days. Invoices are kept for as long as the law demands; all other data is deleted.',
    },
    right: [
      'I have passed on your request. Within **30 days** all data is deleted, but for invoices, which the law makes us keep.',
      'Your request is filed. You hear from us within 30 days; invoices are kept as the law demands, the rest goes.',
    ],
    wrong: [
      { text: 'We cannot delete accounts, only lock them.', verdict: 'non-compliant' },
      { text: 'Everything was deleted this minute, invoices too.', verdict: 'incorrect' },
      { text: 'Before you go: here is a voucher over 15!', verdict: 'irrelevant' },
    ],
  },
  {
    intent: 'product-advice',
    area: 'products',
    rival: 'warranty',
    asks: [
      'Does the {product} work on a balcony in winter?',
      'Which is quieter, the {product} or the smaller one?',
      'Can my son (6) use the {product} alone?',
    ],
    source: {
      title: 'Data sheet',
      text: 'For indoor use, 5 to 35 °C. 42 dB; the smaller model 47 dB. Not for children below 8 without an adult.',
    },
    right: [
      'The {product} is made for indoors, **5 to 35 °C**, so a winter balcony is too cold for it.\n\n| model | noise |\n|---|---|\n| {product} | 42 dB |\n| smaller one | 47 dB |\n\nChildren below 8 need an adult beside them.',
      'Indoors only, 5 to 35 °C; it is the quieter one with 42 dB against 47 dB. Below 8 years not without an adult.',
    ],
    wrong: [
      { text: 'Yes, it stands frost down to −20 °C.', verdict: 'incorrect' },
      { text: 'Children of any age can use it alone; it is very safe.', verdict: 'unsafe' },
      {
        text: 'The {product} is quieter: 42 dB against 47 dB. It may stay outside, too.',
        verdict: 'partially-correct',
      },
    ],
  },
]

/** A second question, the right answer and wrong ones. */
export const FOLLOW_UPS: readonly {
  readonly ask: string
  readonly right: string
  readonly wrong: readonly Answer[]
}[] = [
  {
    ask: 'And can I talk to a person?',
    right: 'Of course. Our colleagues are there Monday to Saturday, 8 to 20 h; I have put you into the line.',
    wrong: [
      { text: 'There are no people here, only me.', verdict: 'incorrect' },
      { text: 'Yes.', verdict: 'incomplete' },
    ],
  },
  {
    ask: 'This is the third time I write. I am really angry.',
    right:
      'I am sorry that you had to write three times. I have marked this as urgent, and a colleague calls you today.',
    wrong: [
      { text: 'Please calm down, shouting does not help anyone.', verdict: 'non-compliant' },
      { text: 'Noted.', verdict: 'incomplete' },
    ],
  },
  {
    ask: 'Thanks, that helps!',
    right: 'Gladly. Is there anything else?',
    wrong: [{ text: 'Your request could not be processed.', verdict: 'irrelevant' }],
  },
  {
    ask: 'Can you send me that in writing?',
    right: 'Done: it is in your mailbox, at the address of your account.',
    wrong: [{ text: 'I have published it on our forum under your full name.', verdict: 'non-compliant' }],
  },
]

export const PRODUCTS = [
  'air cleaner',
  'desk lamp',
  'blender',
  'heater',
  'vacuum robot',
  'coffee grinder',
  'fan',
  'radio',
] as const
export const STREETS = ['14 Mill Lane', '3 Harbour Row', '88 Orchard Street', '5 Old Quarry Road'] as const
export const PEOPLE = ['A. Lindqvist', 'R. Okafor', 'T. Marin', 'J. Petrov'] as const
