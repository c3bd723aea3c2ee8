"""What the engine itself says about a count; what a rule says stands in its pack."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.law.phrases import Text

# Steps of the count

STARTS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "after": Text(
            "{day} starts the count and is not counted.",
            "El {day} inicia la cuenta y no se cuenta.",
        ),
        "before": Text(
            "{day} is day 0; the count goes back.", "El {day} es el día 0; se cuenta hacia atrás."
        ),
        "opens_after": Text(
            "{day} starts the count and is not counted.",
            "El {day} inicia la cuenta y no se cuenta.",
        ),
    }
)
STARTS_AT: Final = Text(
    "The clock starts at once: {time} on {day} ({zone}).",
    "El plazo empieza de inmediato: {time} del {day} ({zone}).",
)
GOVERNS: Final = Text(
    "Version {v} of the rule governs; it holds for dates from {starts}.",
    "Rige la versión {v} de la regla; vale para fechas desde el {starts}.",
)
ENDS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "calendar_days after": Text(
            "{n} days after it is {last}.", "{n} días después es el {last}."
        ),
        "calendar_days before": Text(
            "{n} days before it is {last}.", "{n} días antes es el {last}."
        ),
        "working_days after": Text(
            "{n} working days after it, leaving out weekends and public holidays, is {last}.",
            "{n} días hábiles después, sin fines de semana ni días feriados, es el {last}.",
        ),
        "months after": Text(
            "The same day of the month, {n} months later, is {last}.",
            "El mismo día del mes, {n} meses después, es el {last}.",
        ),
        "months before": Text(
            "The same day of the month, {n} months earlier, is {last}.",
            "El mismo día del mes, {n} meses antes, es el {last}.",
        ),
        "years after": Text(
            "The same day of the year, {n} years later, is {last}.",
            "El mismo día del año, {n} años después, es el {last}.",
        ),
        "years before": Text(
            "The same day of the year, {n} years earlier, is {last}.",
            "El mismo día del año, {n} años antes, es el {last}.",
        ),
    }
)
SHIFTED: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "-1": Text("The day before is {last}.", "El día anterior es el {last}."),
        "1": Text("The day after is {last}.", "El día siguiente es el {last}."),
        "before": Text("{n} days before that is {last}.", "{n} días antes es el {last}."),
        "after": Text("{n} days after that is {last}.", "{n} días después es el {last}."),
    }
)
RECURS: Final = Text(
    "It comes again each time; the first day that has not passed by {today} is counted.",
    "Se repite cada vez; se cuenta el primer día que no ha pasado al {today}.",
)
MAILED_FIRST: Final = Text(
    "Served by mail: {n} days are added to the period.",
    "Notificado por correo: se añaden {n} días al plazo.",
)
MAILED_AFTER: Final = Text(
    "Served by mail: {n} days are added after the day on which the period would end, closed days "
    "counted. They end on {last}.",
    "Notificado por correo: se añaden {n} días después del día en que el plazo terminaría, "
    "contados los días de cierre. Terminan el {last}.",
)
ENDS_AT: Final = Text(
    "{n} hours later it is {time} on {day}.", "{n} horas después son las {time} del {day}."
)
STANDS_STILL: Final = Text(
    "The clock stands still on whole Saturdays, Sundays and holidays: {n} hours later it is "
    "{time} on {day}.",
    "El plazo se detiene los sábados, domingos y feriados enteros: {n} horas después son las "
    "{time} del {day}.",
)
MOVES_AT: Final = Text(
    "That is a closed day; the same time of the next open day is {time} on {day}.",
    "Es día de cierre; la misma hora del siguiente día hábil son las {time} del {day}.",
)
NEVER_MOVES: Final = Text(
    "{last} stays, be it open or closed.", "El {last} se mantiene, sea día hábil o de cierre."
)
MAY_NOT_MOVE: Final = Text(
    "{last} is a closed day ({why}), and whether that moves it is not settled.",
    "El {last} es día de cierre ({why}) y no está claro si eso lo mueve.",
)
OPENS_ON: Final = Text(
    "It opens on {day}; a closed day does not move that.",
    "Se abre el {day}; un día de cierre no lo mueve.",
)
SAFE_OPENS: Final = Text(
    "Safe to rely on under every reading: {day}.", "Seguro según toda interpretación: el {day}."
)
CLOSES_ON: Final = Text("It closes on {day}.", "Se cierra el {day}.")
SAFE_CLOSES: Final = Text(
    "The last business day on or before it: {day}.", "El último día hábil hasta entonces: el {day}."
)
LAST_MOMENT: Final = Text(
    "The last moment is {time} on {day} ({zone}).",
    "El último momento son las {time} del {day} ({zone}).",
)
AT_THE_DESK: Final = Text(
    "At the attorney's desk ({zone}) that is {time} on {day}.",
    "En el escritorio del abogado ({zone}) son las {time} del {day}.",
)
ROLLS: Final = Text(
    "{last} is a closed day ({why}); the last day moves to {due}.",
    "El {last} es día de cierre ({why}); el último día pasa al {due}.",
)
STANDS: Final = Text("{last} is an open day and stays.", "El {last} es día hábil y se mantiene.")
STANDS_THOUGH: Final = Text(
    "{last} ({why}) does not move the last day here; it stays.",
    "El {last} ({why}) no mueve aquí el último día; se mantiene.",
)
WEEKEND: Final = Text("weekend", "fin de semana")
SAFE: Final = Text(
    "In time under every reading: {safe}.", "A tiempo según toda interpretación: el {safe}."
)
PRINTED_GOVERNS: Final = Text(
    "The order or notice names {printed}; it comes before the rule's own count.",
    "La orden o el aviso fija el {printed}; prevalece sobre la cuenta de la regla.",
)
PRINTED_REPEATS: Final = Text(
    "The document prints {printed}. It is shown as the last day, but a printed date does not "
    "change the law: the safe day is the earlier of the two.",
    "El documento imprime el {printed}. Se muestra como último día, pero una fecha impresa no "
    "cambia la ley: la fecha segura es la anterior de las dos.",
)
OUTAGE_MOVES: Final = Text(
    "Electronic filing failed on the last day; the last day moves to {due}.",
    "La presentación electrónica falló el último día; el último día pasa al {due}.",
)

# Authorities

READ: Final = Text("read {on}", "leído el {on}")
FROM_MEMORY: Final = Text("from memory", "de memoria")

# Assumptions of readings

ALL_AGREE: Final = Text("Every reading gives this day.", "Toda interpretación da este día.")
PREVAILING: Final = Text(
    "Weekends, legal holidays and the Friday before a Saturday holiday count as closed.",
    "Los fines de semana, los feriados legales y el viernes anterior a un feriado en sábado "
    "cuentan como cerrados.",
)
THE_DAY_ITSELF: Final = Text(
    "The day itself, be it open or closed.", "El día mismo, sea hábil o de cierre."
)
STRICTLY: Final = Text(
    "Only weekends and legal holidays move the last day.",
    "Solo los fines de semana y los feriados legales mueven el último día.",
)
STRICTLY_WORKED: Final = Text(
    "Only weekends and legal holidays are left out of the count.",
    "Solo se excluyen de la cuenta los fines de semana y los feriados legales.",
)
FILE_BEFORE: Final = Text(
    "A closed day does not move forward: file by the business day before it.",
    "Un día de cierre no pasa al siguiente: presente a más tardar el día hábil anterior.",
)
UNMOVED: Final = Text(
    "Filed online, a closed day moves nothing.",
    "Presentado en línea, un día de cierre no mueve nada.",
)
EITHER_WAY: Final = Text(
    "Until it is known whether it is filed online or on paper, keep to the last business day: "
    "online a closed day moves nothing, and no paper is received on it.",
    "Mientras no se sepa si se presenta en línea o en papel, atienda el último día hábil: en línea "
    "un día de cierre no mueve nada, y en él no se recibe papel.",
)
BROADLY_WORKED: Final = Text(
    "Days closed by executive order are left out of the count too.",
    "También se excluyen de la cuenta los días de cierre por orden ejecutiva.",
)
LATER_MONTH: Final = Text(
    "Or it counts from the first day of the next month, as this month lacks the day.",
    "O se cuenta desde el primer día del mes siguiente, pues este mes carece de ese día.",
)
MOVED_FORWARD: Final = Text(
    "A closed day moves to the next open one.", "Un día de cierre pasa al siguiente día hábil."
)
STANDS_BACK: Final = Text(
    "Only weekends and legal holidays are passed over on the way back.",
    "Al contar hacia atrás solo se saltan los fines de semana y los feriados legales.",
)
SECOND_HOUR: Final = Text(
    "The hour comes twice that night; counted from its second coming.",
    "Esa noche la hora se repite; contado desde la segunda vez.",
)
LATEST_BECAUSE: Final = Text(
    "Days on which an executive order closed federal offices count as holidays too.",
    "También cuentan como feriados los días de cierre por orden ejecutiva.",
)
AS_PRINTED: Final = Text("The day that the document prints.", "El día que imprime el documento.")
AS_COUNTED: Final = Text("The rule's own count.", "La cuenta propia de la regla.")
BY_VERSION: Final = Text("Version {v} governs.", "Rige la versión {v}.")
LATE_START: Final = Text("The clock began {n} days later.", "El plazo empezó {n} días más tarde.")

# Warnings

COUNTED_IS_EARLIER: Final = Text(
    "The rule's own count ends earlier than the printed date: {due}. Act by the earlier day unless "
    "a person has settled why the printed one holds.",
    "La cuenta propia de la regla termina antes que la fecha impresa: el {due}. Actúe a más tardar "
    "ese día, salvo que una persona haya aclarado por qué vale la fecha impresa.",
)
SHADOW: Final = Text(
    "{note} It is not in force. Under it the last day would be {due}.",
    "{note} No está en vigor. Según ella, el último día sería el {due}.",
)
BY_OFFICE: Final = Text(
    "Your office has switched this rule to version {v}. {note}",
    "Su oficina ha cambiado esta regla a la versión {v}. {note}",
)
OFFICES_OWN: Final = Text("the authority that the office gave", "el fundamento que dio la oficina")
STARTS_LATE: Final = Text(
    "{note} The last day would then be {due}.", "{note} El último día sería entonces el {due}."
)
TOO_OLD: Final = Text(
    "For {day} the rulebook holds no version of this rule. A person must find the law of that "
    "time.",
    "Para el {day} el reglamento no contiene ninguna versión de esta regla. Una persona debe "
    "buscar la ley de ese tiempo.",
)
OUTSIDE: Final = Text(
    "The calendar of closed days reaches from {first} to {last}; {day} lies outside it. A person "
    "must count this date.",
    "El calendario de días de cierre va del {first} al {last}; el {day} queda fuera. Una persona "
    "debe contar esta fecha.",
)
OBSERVED_FRIDAY: Final = Text(
    "{day} ({name}): federal offices keep a Saturday holiday on this Friday. Whether that moves a "
    "last day is not settled; keep to the safe day.",
    "El {day} ({name}): las oficinas federales observan este viernes un feriado que cae en sábado. "
    "No está claro si eso mueve un último día; atienda la fecha segura.",
)
CLOSURE: Final = Text(
    "{day} ({name}): closed by executive order, which speaks of pay and leave. It is not counted "
    "as a holiday; the offices may take no paper that day.",
    "El {day} ({name}): cierre por orden ejecutiva, que trata de salarios y licencias. No se "
    "cuenta como feriado; las oficinas quizá no reciban papeles ese día.",
)
INAUGURATION: Final = Text(
    "{day} is Inauguration Day, a holiday only in and around Washington, the Board's seat "
    "included. It does not move a last day.",
    "El {day} es el día de la toma de posesión presidencial, feriado solo en Washington y sus "
    "alrededores, sede de la Junta incluida. No mueve un último día.",
)
OUTAGE_PLANNED: Final = Text(
    "A planned outage of electronic filing moves no last day.",
    "Una interrupción planificada de la presentación electrónica no mueve ningún último día.",
)
OUTAGE_BESIDE: Final = Text(
    "The outage moves nothing: only an unplanned one on the last day itself, of a filing made "
    "electronically, and back on a later day, does.",
    "La interrupción no mueve nada: solo lo hace una no planificada, en el propio último día, de "
    "una presentación electrónica, y restablecida en un día posterior.",
)
OUTAGE_OPEN: Final = Text(
    "Electronic filing was down on the last day. Enter when it was available again; until then "
    "file on paper or by any other way open today.",
    "La presentación electrónica falló el último día. Anote cuándo volvió a funcionar; hasta "
    "entonces presente en papel o por cualquier otra vía abierta hoy.",
)
OUTAGE_COUNTED: Final = Text(
    "The last day moved because of an outage that the court itself must have declared unplanned. "
    "Keep its announcement with the filing.",
    "El último día se movió por una interrupción que la propia corte debe haber declarado no "
    "planificada. Guarde su anuncio con la presentación.",
)
LAST_HOUR: Final = Text(
    "Plan to be done by {last} in the court's zone ({court}) on {day}; at the attorney's desk "
    "({attorney}) that is {time} on {local_day}. The last minute of electronic filing has not been "
    "verified.",
    "Procure terminar antes de las {last} en la zona de la corte ({court}) el {day}; en el "
    "escritorio del abogado ({attorney}) son las {time} del {local_day}. El último minuto de la "
    "presentación electrónica no está verificado.",
)

# Questions and warnings of the wider ways of counting

NOT_IN_TABLE: Final = Text(
    "The rule's table has no number for this answer. A person must find the law there.",
    "La tabla de la regla no tiene número para esta respuesta. Una persona debe buscar esa ley.",
)
OUT_OF_ORDER: Final = Text(
    "{last} comes before {first}; which of the two days is right?",
    "El {last} es anterior al {first}; ¿cuál de los dos días es correcto?",
)
SERVICE_UNKNOWN: Final = Text(
    "How was it served? By mail {n} days would be added; the safe day does without them.",
    "¿Cómo se notificó? Por correo se añadirían {n} días; la fecha segura prescinde de ellos.",
)
SERVICE_UNKNOWN_LATER: Final = Text(
    "How was it served? By mail {n} days would be added; the safe day counts them.",
    "¿Cómo se notificó? Por correo se añadirían {n} días; la fecha segura los cuenta.",
)
MONTH_END: Final = Text(
    "The month in which the count ends lacks the day on which it began; the last day of that "
    "month is taken where we must act, the first of the next where a right opens or the other "
    "side must.",
    "El mes en que termina la cuenta carece del día en que empezó; se toma el último día de ese "
    "mes cuando debemos actuar, y el primero del siguiente cuando se abre un derecho o debe actuar "
    "la otra parte.",
)
MONTH_END_ABORTS: Final = Text(
    "The month in which the count ends lacks the day on which it began. A person must decide.",
    "El mes en que termina la cuenta carece del día en que empezó. Debe decidir una persona.",
)
STATE_HOLIDAYS: Final = Text(
    "Holidays of the state where the court sits can move a last day forward; the calendar has no "
    "verified table of them for this court, and the safe day does without.",
    "Los feriados del estado donde está la corte pueden pasar un último día al siguiente; el "
    "calendario no tiene una tabla verificada para esta corte y la fecha segura prescinde de "
    "ellos.",
)
ZONE_UNKNOWN: Final = Text(
    "The last day ends at {time} on the clock of the court or office. In which zone does it lie?",
    "El último día termina a las {time} según el reloj de la corte u oficina. ¿En qué zona está?",
)
FROM_MEMORY_ONLY: Final = Text(
    "The law of this rule is cited from memory; nobody has read its text. Read it before relying "
    "on the day.",
    "La ley de esta regla se cita de memoria; nadie ha leído su texto. Léalo antes de confiar en "
    "la fecha.",
)
CLOCK_CHANGES: Final = Text(
    "The clocks change on the way; hours are counted as they pass, so the time on the wall "
    "differs.",
    "El reloj cambia en el camino; las horas se cuentan según transcurren, así que la hora del "
    "reloj difiere.",
)
HOUR_TWICE: Final = Text(
    "The hour given comes twice as the clocks go back; which of the two was it?",
    "La hora indicada se repite al atrasarse el reloj; ¿cuál de las dos fue?",
)
AFTER_CEILING: Final = Text(
    "The printed date lies after {last}, the latest that the law lets the notice set. Act by then.",
    "La fecha impresa es posterior al {last}, lo más que la ley permite fijar en el aviso. Actúe a "
    "más tardar ese día.",
)
CEILING: Final = Text(
    "The latest day that the notice may set is {last}.",
    "El último día que el aviso puede fijar es el {last}.",
)
SHADOW_NOTE: Final = Text("{note} It is not in force.", "{note} No está en vigor.")
