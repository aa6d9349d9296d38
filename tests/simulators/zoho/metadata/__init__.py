"""Modules, fields, pick lists, layouts, pipelines and related lists."""
