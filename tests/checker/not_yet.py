"""Rules of what is not built yet, or cannot be seen in what a run leaves behind; by name, so that none is forgotten."""

NOT_YET = {
    "BC1": "there are no lessons and no followers yet",
    "BK1": "there are no backups to restore from yet",
    "IM1": "there is no import yet",
    "MG1": "the tests of the migrations compare the schema with the models",
    "PR1": "nobody can be erased or exported yet",
    "SE2": "needs the books before and after each attack, which the role matrix compares",
    "SP1": "how much one person may say is counted in memory and leaves no rows; that on guessing invitations is SE4's",
    "TM1": "measured by the benchmarks, beside their limits",
}
