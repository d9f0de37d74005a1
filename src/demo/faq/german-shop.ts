import type { FaqTopic } from './entry.ts'

export const germanShop: FaqTopic = {
  language: 'de',
  topic: 'Konto, Zahlung und Laden',
  entries: [
    {
      id: 'de-zahlungsarten',
      question: 'Welche Zahlungsarten gibt es?',
      also: ['Kann ich mit PayPal oder Kreditkarte zahlen?', 'Wie kann ich bezahlen?'],
      answers: [
        'Sie zahlen mit Karte, PayPal, Apple Pay, Google Pay oder per Überweisung, innerhalb Deutschlands auch auf Rechnung.',
        'Möglich sind Karte, PayPal, Apple Pay, Google Pay und Überweisung. In Deutschland geht ab der zweiten Bestellung auch Rechnung.',
      ],
    },
    {
      id: 'de-rechnungskauf',
      question: 'Kann ich auf Rechnung kaufen?',
      also: ['Erst die Ware, dann das Geld', 'Per Rechnung später bezahlen'],
      answers: [
        'Ja, innerhalb Deutschlands ab der zweiten Bestellung und bis 200 EUR. Die Rechnung ist 14 Tage nach der Lieferung fällig.',
        'Ab der zweiten Bestellung geht das bis 200 EUR, für Adressen in Deutschland. Sie haben nach der Lieferung 14 Tage Zeit.',
      ],
    },
    {
      id: 'de-gutschein',
      question: 'Wie löse ich einen Gutschein ein?',
      also: ['Mein Rabattcode funktioniert nicht', 'Wo gebe ich den Code ein?'],
      answers: [
        'Tragen Sie den Code im letzten Schritt der Kasse unter „Gutschein“ ein. Pro Bestellung gilt ein Code.',
        'Auf der letzten Seite der Kasse gibt es das Feld „Gutschein“. Es zählt ein Code je Bestellung.',
      ],
    },
    {
      id: 'de-passwort',
      question: 'Ich habe mein Passwort vergessen.',
      also: ['Ich kann mich nicht anmelden', 'Passwort zurücksetzen'],
      answers: [
        'Drücken Sie auf der Anmeldeseite „Passwort vergessen“ und geben Sie Ihre E-Mail-Adresse ein. Der Link in der Nachricht gilt eine Stunde.',
        'Auf der Anmeldeseite hilft „Passwort vergessen“. Wir schicken einen Link, der eine Stunde lang gilt.',
      ],
    },
    {
      id: 'de-konto-loeschen',
      question: 'Wie lösche ich mein Konto und meine Daten?',
      also: ['Profil schließen', 'Alles über mich entfernen'],
      answers: [
        'Unter „Profil“ finden Sie „Konto löschen“. Nach 14 Tagen ist alles weg, nur Rechnungen müssen wir zehn Jahre lang aufheben.',
        'Am Ende des Profils steht „Konto löschen“. Nach 14 Tagen bleiben nur die Rechnungen, die das Gesetz zehn Jahre lang verlangt.',
      ],
    },
    {
      id: 'de-kontakt',
      question: 'Wie erreiche ich den Kundendienst?',
      also: ['Ich möchte mit einem Menschen sprechen', 'Haben Sie eine Telefonnummer?'],
      answers: [
        'Über das Kontaktformular am Ende jeder Seite. Menschen antworten innerhalb eines Werktags, ein Telefon gibt es nicht.',
        'Das Kontaktformular steht am Ende jeder Seite, und unser Team antwortet innerhalb eines Werktags. Telefonisch sind wir nicht erreichbar.',
      ],
    },
    {
      id: 'de-oeffnungszeiten',
      question: 'Wann hat der Laden geöffnet?',
      also: ['Öffnungszeiten', 'Haben Sie am Sonntag offen?'],
      answers: [
        'Der Laden ist von Dienstag bis Freitag von 10 bis 18 Uhr offen, am Samstag bis 16 Uhr. Sonntags und montags ist er geschlossen.',
        'Dienstag bis Freitag von 10 bis 18 Uhr, Samstag von 10 bis 16 Uhr. Am Sonntag und Montag haben wir zu.',
      ],
    },
    {
      id: 'de-gruener-tee',
      question: 'Wie heiß muss das Wasser für grünen Tee sein?',
      also: ['Mein grüner Tee schmeckt bitter', 'Bei wie viel Grad brüht man Sencha auf?'],
      answers: [
        'Nehmen Sie Wasser von 70 bis 80 °C und lassen Sie den Tee zwei Minuten ziehen. Bitterer grüner Tee hatte fast immer zu heißes Wasser.',
        'Zwischen 70 und 80 °C, etwa zwei Minuten lang. Wird er bitter, nehmen Sie kühleres Wasser.',
      ],
    },
    {
      id: 'de-entkalken',
      question: 'Wie entkalke ich den Wasserkocher?',
      also: ['Kalk entfernen', 'Im Wasser schwimmen weiße Flocken'],
      answers: [
        'Einen halben Liter Wasser mit zwei Löffeln Zitronensäure aufkochen, 20 Minuten warten, ausgießen und zweimal spülen. Bei hartem Wasser einmal im Monat.',
        'Kochen Sie einen halben Liter Wasser mit zwei Löffeln Zitronensäure auf, warten Sie 20 Minuten und spülen Sie zweimal nach. Einmal im Monat reicht.',
      ],
    },
    {
      id: 'de-spuelmaschine',
      question: 'Dürfen die Tassen in die Spülmaschine?',
      also: ['Ist der Becher für die Mikrowelle geeignet?', 'Teekanne aus Glas abwaschen'],
      answers: [
        'Tassen, Becher und Glaskannen dürfen in Spülmaschine und Mikrowelle. Nur Stücke mit Goldrand spülen Sie bitte von Hand.',
        'Ja, Spülmaschine und Mikrowelle sind in Ordnung. Die Ausnahme ist der Goldrand: von Hand spülen und nicht in die Mikrowelle.',
      ],
    },
  ],
}
