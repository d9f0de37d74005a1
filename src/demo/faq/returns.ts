import type { FaqTopic } from './entry.ts'

export const returns: FaqTopic = {
  language: 'en',
  topic: 'returns',
  entries: [
    {
      id: 'return-window',
      question: 'How long can I return something?',
      also: ['What is the deadline for a return?', 'I changed my mind after three weeks'],
      answers: [
        'You have 30 days from the day the parcel arrives. The item must be unused; the original box helps but is not required.',
        'Returns are possible for 30 days after delivery, as long as the item is unused. You do not need to give a reason.',
      ],
    },
    {
      id: 'return-how',
      question: 'How do I return an item?',
      also: ['Where do I get a return label?', 'I want to send a kettle back'],
      answers: [
        'Open the order under "My orders", choose "Return", tick the items and print the label. Drop the parcel at any shop of the carrier.',
        'Go to "My orders", press "Return" and print the label, or show its QR code at the parcel shop. That is all.',
      ],
    },
    {
      id: 'return-cost',
      question: 'Who pays for the return shipping?',
      also: ['Is sending something back free?', 'What does a return cost?'],
      answers: [
        'Returns from Germany and Austria are free. From other countries we deduct 4.90 EUR from the refund.',
        'You pay nothing from Germany and Austria. Anywhere else 4.90 EUR for the label are taken off your refund.',
      ],
    },
    {
      id: 'refund-time',
      question: 'When do I get my refund?',
      also: ['How long until I have my money back?', 'I returned it but have not been reimbursed'],
      answers: [
        'We check returns within three working days and then pay back the way you paid. Cards need up to five more days, PayPal shows it at once.',
        'The refund leaves us within three working days after the return has reached us. PayPal is instant, a card statement can take another five days.',
      ],
    },
    {
      id: 'return-exchange',
      question: 'Can I exchange an item for another colour or size?',
      also: ['Swap the mug for a blue one', 'I ordered the wrong variant'],
      answers: [
        'There is no direct exchange. Return the item for free and place a new order; write "exchange" in the note and we waive the delivery fee.',
        'Please send the item back and order the other variant. With the word "exchange" in the order note the new delivery is free.',
      ],
    },
    {
      id: 'return-opened-food',
      question: 'Can I return opened tea or coffee?',
      also: ['I do not like the taste', 'The bag is already open'],
      answers: [
        'Opened food cannot go back into the shelf, so we do not take it. If you dislike the first bag of a sort, we give you a voucher over half of its price, once per sort.',
        'We cannot take opened bags. For the first bag of a sort that you do not like there is a voucher over half of the price.',
      ],
    },
    {
      id: 'warranty',
      question: 'What warranty do you give on appliances?',
      also: ['My grinder stopped working after a year', 'The kettle is defective, is it under guarantee?'],
      answers: [
        'Kettles, grinders and frothers have a three-year warranty. Send us the order number and a short video of the fault through the contact form.',
        'All appliances are covered for three years. Describe the fault in the contact form, with your order number, and we repair or replace the device.',
      ],
    },
    {
      id: 'return-gift',
      question: 'Can I return a present that someone gave me?',
      also: ['I got this as a gift and do not need it', 'Return without the giver knowing'],
      answers: [
        'Yes, with the order number on the gift slip. You get a voucher over the full price, and the person who gave it is not told.',
        'That is possible: enter the number on the gift slip at "Return a present". The value comes as a voucher, and the giver hears nothing of it.',
      ],
    },
  ],
}
