//! What a CRM is answered: nothing that makes it repeat for a day or switch its webhook off.
