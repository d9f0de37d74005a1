import type { FaqTopic } from './entry.ts'

export const ordering: FaqTopic = {
  language: 'en',
  topic: 'orders',
  entries: [
    {
      id: 'order-status',
      question: 'Where is my order?',
      also: ['What is the status of my order?', 'Has my order been sent yet?'],
      answers: [
        'Tell me the order number, such as QM-1001, and I look it up if this app lets me. You also find the state under "My orders".',
        'With the order number (it starts with QM) I can look it up where the app offers that. Otherwise "My orders" in your account shows the state.',
      ],
    },
    {
      id: 'order-cancel',
      question: 'How do I cancel my order?',
      also: ['I want to stop an order I just placed', 'Undo a purchase'],
      answers: [
        'Open the order under "My orders" and press "Cancel" while it says "In preparation". After that, refuse the parcel or return it for free.',
        'As long as the order is "In preparation", the "Cancel" button under "My orders" works at once. Once it is on its way, please return it.',
      ],
    },
    {
      id: 'order-change',
      question: 'Can I add something to an order I have already placed?',
      also: ['I forgot an item', 'Change the quantity of an existing order'],
      answers: [
        'An order cannot be changed. Place a second one within two hours with the note "combine" and both travel in one parcel, with one delivery fee.',
        'We cannot edit an order, but a second one placed within two hours and marked "combine" is packed into the same parcel for free.',
      ],
    },
    {
      id: 'order-confirmation',
      question: 'I did not get an order confirmation e-mail.',
      also: ['Did my order go through?', 'No message after the checkout'],
      answers: [
        'Please look into the spam folder first. If the order is listed under "My orders", it went through, and you can send the confirmation again from there.',
        'The confirmation often lands in the spam folder. An order that you see under "My orders" is valid, and "Send again" repeats the e-mail.',
      ],
    },
    {
      id: 'order-out-of-stock',
      question: 'An item is out of stock. When will it be available again?',
      also: ['The tea is sold out', 'Notify me when it is back'],
      answers: [
        'Press "Tell me" on the page of the item and you get one e-mail when it is back. Most teas return within three weeks, harvest teas once a year.',
        'Leave your address at "Tell me" on the item page. Sold-out teas are usually back within three weeks; harvest teas only come once a year.',
      ],
    },
    {
      id: 'order-gift-wrap',
      question: 'Can you wrap my order as a gift?',
      also: ['Add a greeting card to a present', 'Gift packaging'],
      answers: [
        'Yes, tick "Gift" at the checkout: 3 EUR for paper, ribbon and a card with your text. The parcel then contains no prices.',
        'For 3 EUR we wrap it, write your words on a card and leave the prices out. Tick "Gift" at the checkout.',
      ],
    },
    {
      id: 'order-wholesale',
      question: 'Do you sell to cafes and offices in larger amounts?',
      also: ['Wholesale prices', 'Is there a bulk discount for companies?'],
      answers: [
        'From 5 kg of tea or 10 kg of coffee a month you get business prices. Fill in the "For business" form and we answer within two working days.',
        'Yes, business prices start at 5 kg of tea or 10 kg of coffee a month. The "For business" form brings you an offer within two working days.',
      ],
    },
    {
      id: 'order-minimum',
      question: 'Is there a minimum order value?',
      also: ['Can I buy only one bag of tea?', 'Smallest possible order'],
      answers: [
        'No. You can order a single sample bag if you like; only the delivery fee is the same.',
        'There is no minimum. One bag of tea is fine, the delivery fee just stays the same.',
      ],
    },
  ],
}
