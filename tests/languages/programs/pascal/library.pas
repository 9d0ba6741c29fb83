unit lib; interface implementation end.
