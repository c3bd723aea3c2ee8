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
    }
)
GOVERNS: Final = Text(
    "Version {v} of the rule governs; it holds for dates from {starts}.",
    "Rige la versión {v} de la regla; vale para fechas desde el {starts}.",
)
ENDS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "after": Text("{n} days after it is {last}.", "{n} días después es el {last}."),
        "before": Text("{n} days before it is {last}.", "{n} días antes es el {last}."),
        "working_days": Text(
            "{n} working days after it, leaving out weekends and public holidays, is {last}.",
            "{n} días hábiles después, sin fines de semana ni días feriados, es el {last}.",
        ),
    }
)
ROLLS: Final = Text(
    "{last} is a closed day ({why}); the last day moves to {due}.",
    "El {last} es día de cierre ({why}); el último día pasa al {due}.",
)
STANDS: Final = Text("{last} is an open day and stays.", "El {last} es día hábil y se mantiene.")
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
_FILE_BEFORE: Final = Text(
    "A closed day does not move forward: file by the business day before it.",
    "Un día de cierre no pasa al siguiente: presente a más tardar el día hábil anterior.",
)
SAFE_BECAUSE: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "EOIR_AFTER": Text(
            "Only weekends and legal holidays move the last day.",
            "Solo los fines de semana y los feriados legales mueven el último día.",
        ),
        "EOIR_BEFORE": _FILE_BEFORE,
        "EOIR_DATE_CERTAIN": _FILE_BEFORE,
        "WORKING_DAYS": Text(
            "Days closed by executive order are left out of the count too.",
            "También se excluyen de la cuenta los días de cierre por orden ejecutiva.",
        ),
    }
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
