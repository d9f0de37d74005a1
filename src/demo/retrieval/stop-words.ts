import type { Language } from '../faq/entry.ts'

/** Words too common to say what a question is about, separated by white space. */
export const STOP_WORDS: { readonly [language in Language]: string } = {
  en: `a about after all also am an and any are as at be because been before being but by can cannot could did do
    does doing don for from get gets getting give go got had has have having he hello hey hi her here him his how i if im
    in into is it its ive just know let like ll make many may me mine more much my need no not now of off on once one only
    or other our out please possible re really she should so some somebody someone something still take tell than thanks
    that the their them then there these they thing this those to too up us use very want was we were what when where which
    while who whose why will with would yes yet you your yours
    accepted best better bought buy cant dont good happen happens however must old remember sell thing time until whats wheres`,
  de: `aber alle als also am an auch auf aus bei beim bin bis bist bitte brauche da damit dann das dass dem den denn
    der des die diese dieser dieses doch dort du ein eine einem einen einer eines er es etwas euch euer eure fuer für gibt
    hallo haben hat hatte hast hier hoch ich ihr ihre ihrem ihren ihnen im in ist ja kann kein keine können könnt kannst man mal
    mehr mein meine meinem meinen meiner mich mir mit muss möchte nach nein nicht noch nun nur ob oder schon sehr sein sich
    sie sind so soll solange tun um und uns unser unsere vom von vor war was welche welcher welches wenn wer werden wie wir
    wird wo würde zu zum zur über unter
    bekomme bekommen darf dürfen geht habe habt macht mag sachen spät viel viele wo`,
}

/** Words that say what is asked of a thing, but not of which thing: by themselves they are weak evidence. */
export const WEAK_WORDS: { readonly [language in Language]: string } = {
  en: 'change colour cost day different duration number order problem question recommend use work',
  de: 'ändern bestellung dauer farbe frage kosten nummer problem tag',
}
