-- Roles are granted anew after a migration: the function that queues jobs of many packages takes other values now, and
-- has another name (core/store/postgres/operatorfunctions.cpp).
DROP FUNCTION IF EXISTS millrace_act_queue_many(text[]);
DROP FUNCTION IF EXISTS millrace_act_widen_many(text[]);
