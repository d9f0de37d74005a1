import type { FaqTopic } from './entry.ts'

export const delivery: FaqTopic = {
  language: 'en',
  topic: 'delivery',
  entries: [
    {
      id: 'delivery-time',
      question: 'How long does delivery take?',
      also: ['When will my parcel arrive?', 'How many working days does shipping take?'],
      answers: [
        'Within Germany a parcel takes two to three working days, in the rest of the European Union three to six. A tracking link comes by e-mail when it leaves our warehouse.',
        'Count on two to three working days in Germany and three to six elsewhere in the EU. We send the tracking link on the day the parcel leaves us.',
      ],
    },
    {
      id: 'delivery-cost',
      question: 'How much does delivery cost?',
      also: ['What are the shipping fees?', 'From which order value is shipping free?'],
      answers: [
        'Standard delivery costs 4.90 EUR in Germany and 8.90 EUR in the rest of the EU. From 49 EUR on, delivery within Germany is free.',
        'You pay 4.90 EUR for a parcel within Germany and 8.90 EUR for the other EU countries. Orders of 49 EUR or more travel free within Germany.',
      ],
    },
    {
      id: 'delivery-express',
      question: 'Do you offer express delivery?',
      also: ['I need it tomorrow, is there a faster option?', 'Can you ship overnight?'],
      answers: [
        'Yes. Express costs 9.90 EUR, within Germany only. Order before 2 pm on a working day and the parcel is there on the next one.',
        'For 9.90 EUR we send your order by express: ordered by 2 pm, delivered on the next working day. It is available within Germany.',
      ],
    },
    {
      id: 'delivery-countries',
      question: 'Which countries do you ship to?',
      also: ['Do you deliver abroad?', 'Is international shipping possible?'],
      answers: [
        'We deliver to all countries of the European Union, to Switzerland, Norway and the United Kingdom. Other countries are not possible yet.',
        'Our parcels go to the whole EU and to Switzerland, Norway and the United Kingdom. Further away we cannot deliver at the moment.',
      ],
    },
    {
      id: 'delivery-customs',
      question: 'Do I pay customs for parcels to Switzerland, Norway or the United Kingdom?',
      also: ['Are there import duties outside the EU?', 'How long does shipping to Switzerland take?'],
      answers: [
        'Parcels to Switzerland, Norway and the United Kingdom take five to eight working days and cost 14.90 EUR. Customs and import tax are shown at the checkout, so the courier asks for nothing more.',
        'Outside the EU we charge 14.90 EUR and need five to eight working days. Duties and import tax are already part of the total at the checkout.',
      ],
    },
    {
      id: 'delivery-pickup-point',
      question: 'Can I have my parcel sent to a locker or pickup point?',
      also: ['Can I collect it at a parcel shop?', 'Do you ship to a packing station?'],
      answers: [
        'Yes: choose "Pickup point" at the checkout and enter your postcode. Lockers and parcel shops near you are listed there, at the same price.',
        'That works. Take "Pickup point" as the delivery method, pick a locker or shop near you, and collect the parcel within seven days.',
      ],
    },
    {
      id: 'delivery-tracking',
      question: 'How do I track my parcel?',
      also: ['Where do I find the tracking number?', 'The tracking link does not work'],
      answers: [
        'Open the link in the e-mail with the subject "On its way", or look under "My orders" in your account. A new link can need up to twelve hours until it shows something.',
        'Your tracking number is in the "On its way" e-mail and in your account under "My orders". Give it up to twelve hours after the parcel has left us.',
      ],
    },
    {
      id: 'delivery-lost',
      question: 'My parcel has not arrived. What now?',
      also: ['The package is lost', 'Tracking says delivered but there is nothing here'],
      answers: [
        'Please look at the tracking page and ask your neighbours first. If the parcel is three working days late, tell us through the contact form: we ask the carrier and send a replacement within five days.',
        'When a parcel is more than three working days late, use the contact form with your order number. We start a search with the carrier and replace the order if it is not found in five days.',
      ],
    },
    {
      id: 'delivery-damaged',
      question: 'An item arrived broken. What should I do?',
      also: ['My parcel was damaged on the way', 'One cup has a crack'],
      answers: [
        'We are sorry! Send us a photo through the contact form within 14 days. We ship a replacement at once, and you can throw the broken piece away.',
        'Please take a photo and upload it in the contact form within 14 days. A new one leaves our warehouse the next working day, and the broken one can be thrown away.',
      ],
    },
    {
      id: 'delivery-address-change',
      question: 'Can I change the delivery address after ordering?',
      also: ['I typed the wrong street', 'I moved, please send it somewhere else'],
      answers: [
        'Yes, as long as the order says "In preparation": open it under "My orders" and choose "Change address". Later only the carrier can redirect it, with the tracking link.',
        'While the order is "In preparation" you can change the address under "My orders". Once it has left, use the redirect option on the page of the carrier.',
      ],
    },
    {
      id: 'delivery-saturday',
      question: 'Do you deliver on Saturdays?',
      also: ['Does the courier come at the weekend?', 'Sunday delivery'],
      answers: [
        'Standard parcels are delivered from Monday to Saturday. Express parcels come from Monday to Friday, and nothing is delivered on Sundays.',
        'Saturday is a delivery day for standard parcels, but not for express. On Sundays and holidays nobody delivers.',
      ],
    },
    {
      id: 'delivery-not-home',
      question: 'What happens if nobody is at home when the parcel comes?',
      also: ['I missed the courier', 'Can the driver leave it with a neighbour?'],
      answers: [
        'The carrier tries a neighbour first and then takes the parcel to the nearest shop, where it waits for seven days. A card in your letterbox says where.',
        'If you are out, the parcel goes to a neighbour or to the nearest shop and stays there for seven days. Look for the card in your letterbox.',
      ],
    },
  ],
}
