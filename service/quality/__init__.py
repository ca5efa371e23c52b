"""How well the desk is told and acts: KPIs, precision and load of its alerts, from what is stored."""
